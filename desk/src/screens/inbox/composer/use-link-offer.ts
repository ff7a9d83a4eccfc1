/** “Offer another channel”: puts links into the answer by which the customer can go on elsewhere and be known there, with a sentence in their language. */
import type { OfferedLinks } from '@meanwhile/wire/offered-links.ts';
import type { CaseRow } from '@meanwhile/wire/records.ts';
import { useMemo } from 'react';
import type { RefObject } from 'react';
import { api } from '../../../links.ts';
import { notify } from '../../../parts/toast.tsx';
import { useCommands } from '../../../shell/commands.ts';
import { post } from '../../../sync/api.ts';
import { channelName, channelTypesQuery } from '../../../sync/channel-types.ts';
import { queryClient } from '../../../sync/query.ts';
import { sayLinkOffer } from '../../../words/link-offer.ts';
import { failedWords } from '../../../words/reason.ts';
import { say } from '../../../words/say.ts';
import type { FieldHandle } from './field-handle.ts';

interface Offering {
  readonly row: CaseRow;
  readonly handle: RefObject<FieldHandle | null>;
  readonly onReply: () => void;
}

export function useLinkOffer({ row, handle, onReply }: Offering): void {
  const commands = useMemo(() => {
    const insert = async (): Promise<void> => {
      try {
        const { items, hint, invite } = await post<OfferedLinks>(api.linkOffers(row.id), {});
        if (items.length === 0) return void notify({ title: sayLinkOffer(hint === null ? 'nameless' : 'none') });
        const types = (await queryClient.ensureQueryData(channelTypesQuery)).items;
        const lines = items.map(({ channelType, url }) => `${channelName(channelType, types)}: ${url}`);
        onReply();
        // The field has the focus in the next turn.
        setTimeout(() => handle.current?.replace(0, `${[invite, ...lines].join('\n')}\n`), 50);
      } catch (error) {
        notify({ title: failedWords(error), urgent: true });
      }
    };
    return [{ id: 'offer-channel', label: sayLinkOffer('offer'), group: say('command.here'), run: () => void insert() }];
  }, [row.id, handle, onReply]);
  useCommands('offer-channel', commands);
}
