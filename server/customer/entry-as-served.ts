/**
 * What does somebody who comes to a channel now really read? The sentence of the messenger and the hosted page as it is sent, or the confirmation of
 * a mail; made by the same code, as if the channel were open. Evidence for the first of the three tests.
 */
import { hostedChannelTypes } from '../channel-registry.ts';
import { loadChannel, previewConfirmation, previewEntry, type Entry } from '../channel/channel.ts';
import { channelTimes } from '../commitment/commitment.ts';
import type { Here } from '../platform/here.ts';
import { hostedPage } from './hosted-page.ts';
import { settingsOf } from './messenger-settings.ts';

export interface ServedEntry {
  readonly words: string | null;
  readonly by: string | null;
  readonly dueAt: number | null;
  /** The text of the hosted page's form; null where the channel has no page. */
  readonly page: string | null;
  readonly hasPage: boolean;
}

/** Null where there is no such channel. */
export async function servedEntry(here: Here, channelId: string): Promise<ServedEntry | null> {
  const { tx, workspaceId, platform, at } = here;
  const time = (await channelTimes(tx, workspaceId, [channelId], at)).get(channelId);
  const channel = await loadChannel(platform.keys, tx, workspaceId, channelId);
  if (time === undefined || channel === undefined) return null;
  if (!(hostedChannelTypes as readonly string[]).includes(channel.type)) {
    const told: Entry | null = previewConfirmation(time, { nowAt: at, locale: time.locale });
    return { words: told?.words ?? null, by: told?.by ?? null, dueAt: told?.dueAt ?? null, page: null, hasPage: false };
  }
  const reading = { locale: undefined, zone: undefined, contactKnown: false, asIfOpenAt: at };
  const settings = await settingsOf({ platform }, tx, { workspaceId, channel }, reading);
  const reader = {
    nowAt: at,
    locale: time.locale,
    contactKnown: false,
    notices: { email: settings.canNotify, sms: false },
    readerZone: null,
  };
  const by = previewEntry(time, reader)?.by ?? null;
  const html = hostedPage({ settings, formToken: '', assets: { script: '', style: '' }, embed: false });
  const { entry } = settings;
  return {
    words: entry?.words ?? null,
    by,
    dueAt: entry === null ? null : Date.parse(entry.dueAt),
    page: textOf(html),
    hasPage: true,
  };
}

const signs: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** What is read in the part of the page where one writes: its marks taken out, its signs as they are read. */
function textOf(html: string): string {
  const from = html.indexOf('<section class="writing">');
  const part = html.slice(from, html.indexOf('</section>', from));
  return part
    .replace(/<[^<>]*>/g, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (sign) => signs[sign]!)
    .replace(/\s+/g, ' ')
    .trim();
}
