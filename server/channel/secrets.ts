/** How are a channel's secrets kept? Sealed together with the channel's id, so that bytes copied to another channel do not open there. */
import { seal, unseal, type Keys } from '../platform/keys.ts';

export function sealSecrets(keys: Keys, channelId: string, secrets: Readonly<Record<string, string>>): Buffer | null {
  if (Object.keys(secrets).length === 0) return null;
  return seal(keys, 'channel-secret', Buffer.from(JSON.stringify({ channelId, secrets })));
}

export function openSecrets(keys: Keys, row: { readonly id: string; readonly secret: Buffer | null }): Record<string, string> {
  if (row.secret === null) return {};
  const opened = JSON.parse(unseal(keys, 'channel-secret', row.secret).toString()) as {
    channelId: string;
    secrets: Record<string, string>;
  };
  if (opened.channelId !== row.id) throw new Error('a channel carries the secrets of another');
  return opened.secrets;
}
