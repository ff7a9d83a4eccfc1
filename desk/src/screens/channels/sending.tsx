/** How does mail leave from here? Signatures, history and the key that signs; the addresses that get nothing any more. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../parts/button.tsx';
import { Chip } from '../../parts/chip.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Field } from '../../parts/field.tsx';
import { FormError } from '../../parts/form-error.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { Section } from '../../parts/section.tsx';
import { Select } from '../../parts/select.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAct } from '../../sync/act.ts';
import { useMay } from '../../sync/me.ts';
import { say } from '../../words/say.ts';
import { AutomaticWords, keptBecause } from '../settings/automatic-words.tsx';
import { LiveWordsHint } from '../settings/live-words-hint.tsx';
import { textSetting } from './channel-words.ts';
import { changeChannel, channelsQuery } from './channels-data.ts';
import { checkSigningKey, makeSigningKey, saveSignature, signatureQuery, signingKeysQuery } from './sending-data.ts';
import type { Channel } from '@meanwhile/wire/records.ts';
import type { SigningKeyRecord } from '@meanwhile/wire/signing-keys.ts';

const histories = ['none', 'last', 'full'] as const;
type History = (typeof histories)[number];

export function Letter({ channel }: { readonly channel: Channel }) {
  const [signature, setSignature] = useState(textSetting(channel, 'signature'));
  const [history, setHistory] = useState<History>(() => histories.find((one) => one === channel.settings['history']) ?? 'none');
  const [because, setBecause] = useState('');
  const settings = { signature: signature.trim(), history };
  const save = useAct<void>(() => changeChannel(channel.id, { settings, ...keptBecause(because) }), {
    done: say('screen.saved'),
    refresh: [channelsQuery.queryKey],
  });
  return (
    <Section title={say('send.letter')} lead={say('send.letterLead')}>
      <form
        className="flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.run();
        }}
      >
        <TextField
          className="w-full"
          label={say('send.signature')}
          hint={say('send.signatureHint')}
          rows={4}
          maxLength={4_000}
          value={signature}
          onChange={setSignature}
        />
        <AutomaticWords
          text={signature}
          before={textSetting(channel, 'signature')}
          onChange={setSignature}
          because={because}
          onBecause={setBecause}
        />
        <Field label={say('send.history')} hint={say('send.historyHint')}>
          <Select
            options={histories.map((value) => ({ value, label: say(`send.history.${value}`) }))}
            value={history}
            onChange={setHistory}
          />
        </Field>
        <FormError text={save.error} />
        <Button type="submit" busy={save.busy}>
          {say('screen.save')}
        </Button>
      </form>
    </Section>
  );
}

/** Whoever answers has one; it belongs to the person, not to the mailbox. */
export function OwnSignature() {
  const maySend = useMay('message:send');
  const mine = useQuery({ ...signatureQuery, enabled: maySend });
  if (!maySend || mine.data === undefined) return null;
  return <OwnSignatureForm key={mine.data.text} text={mine.data.text} />;
}

function OwnSignatureForm({ text }: { readonly text: string }) {
  const [written, setWritten] = useState(text);
  const save = useAct<void>(() => saveSignature(written), { done: say('screen.saved'), refresh: [signatureQuery.queryKey] });
  return (
    <Section title={say('send.own')} lead={say('send.ownHint')}>
      <form
        className="flex flex-col items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save.run();
        }}
      >
        <TextField className="w-full" label={say('send.own')} rows={3} maxLength={4_000} value={written} onChange={setWritten} />
        <LiveWordsHint text={written} onChange={setWritten} />
        <FormError text={save.error} />
        <Button type="submit" busy={save.busy}>
          {say('screen.save')}
        </Button>
      </form>
    </Section>
  );
}

export function Signing({ domain, mayManage }: { readonly domain: string; readonly mayManage: boolean }) {
  const known = useQuery(signingKeysQuery);
  const refresh = [signingKeysQuery.queryKey];
  const make = useAct<void>((_, idempotencyKey) => makeSigningKey(domain, idempotencyKey), { done: say('send.signingMade'), refresh });
  return (
    <Section title={say('send.signing')} lead={say('send.signingLead', { domain })}>
      <QueryView of={known}>
        {({ items }) => {
          const key = items.find((one) => one.domain === domain);
          if (key !== undefined) return <KnownKey signingKey={key} mayManage={mayManage} />;
          return (
            <div className="flex flex-col items-start gap-3">
              <p>{say('send.signingNone', { domain })}</p>
              <FormError text={make.error} />
              {mayManage ? (
                <Button busy={make.busy} onClick={() => make.run()}>
                  {say('send.signingMake')}
                </Button>
              ) : null}
            </div>
          );
        }}
      </QueryView>
    </Section>
  );
}

function KnownKey({ signingKey, mayManage }: { readonly signingKey: SigningKeyRecord; readonly mayManage: boolean }) {
  const [state, setState] = useState<SigningKeyRecord['state'] | null>(null);
  const check = useAct<void, SigningKeyRecord>(() => checkSigningKey(signingKey.id), {
    refresh: [signingKeysQuery.queryKey],
    then: (found) => setState(found.state),
  });
  const shown = state ?? signingKey.state;
  return (
    <div className="flex flex-col items-start gap-3">
      <p role="status">
        <Chip tone={shown === 'found' ? 'accent' : 'neutral'}>{say(`send.state.${shown}`)}</Chip>
      </p>
      <CopyField label={say('send.record.name')} value={signingKey.record.name} />
      <CopyField label={say('send.record.value')} value={signingKey.record.value} />
      <FormError text={check.error} />
      {mayManage ? (
        <Button busy={check.busy} onClick={() => check.run()}>
          {say('send.signingCheck')}
        </Button>
      ) : null}
    </div>
  );
}
