/** The only time a signing secret is seen. */
import { Button } from '../../parts/button.tsx';
import { CopyField } from '../../parts/copy-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { say } from '../../words/say.ts';

interface Props {
  readonly secret: string;
  /** What it is for; a webhook's where left out. */
  readonly hint?: string;
  readonly onClose: () => void;
}

export function SecretOnce({ secret, hint = say('webhooks.secretLead'), onClose }: Props) {
  return (
    <Dialog open onClose={onClose} title={say('webhooks.secret')} actions={<Button onClick={onClose}>{say('screen.close')}</Button>}>
      <CopyField label={say('webhooks.secret')} value={secret} hint={hint} />
    </Dialog>
  );
}
