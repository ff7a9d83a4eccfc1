/** Who is this account, and is it well? What Meta says of the number, and whether what is written to it still comes to us. */
import { channelLimits as limits } from '@meanwhile/core/kernel/limits.ts';
import { oneLine } from '@meanwhile/core/kernel/one-line.ts';
import { z } from 'zod';
import { boundedText } from '../contract/bounded-text.ts';
import type { AccountHealth, ChannelDeps, Identified } from '../contract/channel-adapter.ts';
import { callGraph } from './call-graph.ts';
import { isSubscribed, notConnected } from './subscription.ts';
import type { WhatsappAccount } from './whatsapp-account.ts';

const optionalText = z.string().optional().catch(undefined);
const number = z.looseObject({ id: z.string(), display_phone_number: z.string().min(1), verified_name: optionalText });
const numbers = z.looseObject({
  data: z.array(z.looseObject({ id: z.string() })),
  paging: z.looseObject({ next: optionalText }).optional(),
});

/** The number must also be one of the account: of another account of theirs nothing would ever come. */
export async function identify(account: WhatsappAccount, deps: ChannelDeps): Promise<Identified> {
  const { phoneNumberId, businessAccountId } = account;
  const ask = (path: readonly string[], query: Readonly<Record<string, string>>) =>
    callGraph({ method: 'GET', path, query }, account, deps);
  const called = await ask([phoneNumberId], { fields: 'id,display_phone_number,verified_name' });
  const who = called.kind === 'answer' ? number.safeParse(called.body) : null;
  if (who?.success !== true) return notConnected(called, 'Meta knows no such phone number ID.');
  const listed = await ask([businessAccountId, 'phone_numbers'], { fields: 'id', limit: '100' });
  const all = listed.kind === 'answer' ? numbers.safeParse(listed.body) : null;
  if (all?.success !== true) return notConnected(listed, 'Meta knows no such WhatsApp Business account.');
  const { data, paging } = all.data;
  if (paging?.next === undefined && !data.some(({ id }) => id === phoneNumberId))
    return { ok: false, reason: 'refused', detail: 'The number is not one of this WhatsApp Business account.' };
  const { display_phone_number: shown, verified_name: verifiedName } = who.data;
  return {
    ok: true,
    id: phoneNumberId,
    name: plainly(shown),
    ...(verifiedName === undefined ? {} : { facts: { verifiedName: plainly(verifiedName) } }),
  };
}

const listOf = <Shape extends z.ZodType>(shape: Shape) => z.array(shape).optional().catch(undefined);
const part = z.looseObject({ errors: listOf(z.looseObject({ error_description: optionalText })), additional_info: listOf(z.string()) });
const state = z.looseObject({
  status: optionalText,
  quality_rating: optionalText,
  health_status: z
    .looseObject({ can_send_message: optionalText, entities: listOf(part) })
    .optional()
    .catch(undefined),
  webhook_configuration: z
    .looseObject({ phone_number: optionalText, whatsapp_business_account: optionalText, application: optionalText })
    .optional()
    .catch(undefined),
});
type State = z.output<typeof state>;

export async function health(account: WhatsappAccount, deps: ChannelDeps): Promise<AccountHealth> {
  const query = { fields: 'status,quality_rating,health_status,webhook_configuration' };
  const called = await callGraph({ method: 'GET', path: [account.phoneNumberId], query }, account, deps);
  if (called.kind === 'refused') {
    const { reason, detail } = notConnected(called, '');
    return {
      ok: false,
      problems: [reason === 'credentials' ? 'Meta does not accept the token or the app secret any more' : `Meta refused: ${detail}`],
    };
  }
  const read = called.kind === 'answer' ? state.safeParse(called.body) : null;
  if (read?.success !== true) return { ok: false, problems: ['Meta does not answer'] };
  const problems = [
    ...troublesOf(read.data),
    ...(isOurs(read.data, account.webhookUrl) ? [] : ['Meta calls somebody else for this number, or nobody']),
    ...((await isSubscribed(account, deps)) === false ? ['The app is not subscribed to the WhatsApp Business account any more'] : []),
  ];
  return { ok: problems.length === 0, problems };
}

function troublesOf({ status, quality_rating: quality, health_status: can }: State): string[] {
  const said = (can?.entities ?? []).flatMap(({ errors = [], additional_info: more = [] }) =>
    [...errors.map((one) => one.error_description ?? ''), ...more].map(plainly),
  );
  return [
    ...(status === undefined || status === 'CONNECTED' ? [] : [`WhatsApp says of this number: ${plainly(status).toLowerCase()}`]),
    ...(quality === 'RED' ? ['Customers block or report this number so often that WhatsApp calls its quality low'] : []),
    ...(can?.can_send_message === 'BLOCKED' ? ['WhatsApp lets nothing through from this number'] : []),
    ...(can?.can_send_message === 'LIMITED' ? ['WhatsApp limits what this number may send'] : []),
    ...said.filter((words) => words !== ''),
  ];
}

/** The number's own address counts before the account's, and that before the app's. */
function isOurs({ webhook_configuration: called }: State, webhookUrl: string | null): boolean {
  if (webhookUrl === null || called === undefined) return true;
  return (called.phone_number ?? called.whatsapp_business_account ?? called.application) === webhookUrl;
}

const plainly = (text: string): string => boundedText(oneLine(text), limits.displayNameChars);
