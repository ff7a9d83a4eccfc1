/**
 * What does a text in Slack's notation say to somebody who reads it as it stands, and how is a text written so that Slack shows it as it stands?
 * Names that only Slack knows stay as its ids; marks such as `*bold*` stay as they were typed.
 */
const written: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };

/** `&`, `<` and `>` are the only letters that mean something to Slack. */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `<…>` is a mention or a link, since a `<` that somebody typed comes as `&lt;`. */
export function readMrkdwn(text: string): string {
  return text.replaceAll(/<([^<>\s][^<>]*)>|&(?:amp|lt|gt);/g, (all: string, inside: string | undefined) =>
    inside === undefined ? unescaped(all) : readReference(inside),
  );
}

const unescaped = (text: string): string => text.replaceAll(/&(amp|lt|gt);/g, (all, entity: string) => written[entity] ?? all);

function readReference(inside: string): string {
  const bar = inside.indexOf('|');
  const target = unescaped(bar === -1 ? inside : inside.slice(0, bar));
  const label = bar === -1 ? '' : unescaped(inside.slice(bar + 1));
  const name = target.slice(1);
  if (target.startsWith('@')) return `@${bare(label) || name}`;
  if (target.startsWith('#')) return `#${bare(label) || name}`;
  return target.startsWith('!') ? readCommand(name, label) : readLink(target, label);
}

const bare = (label: string): string => label.replace(/^[@#]/, '');

/** A group of people, a date in the reader's own time (its label says it in words), or everybody who is there. */
function readCommand(name: string, label: string): string {
  const [kind, value = ''] = name.split('^');
  if (kind === 'subteam') return `@${bare(label) || value}`;
  if (kind === 'date') return label || name;
  return kind === 'here' || kind === 'channel' || kind === 'everyone' ? `@${kind}` : label || name;
}

/** Both, where the words are others than the address: words alone could hide where a link leads. */
function readLink(target: string, label: string): string {
  const address = target.replace(/^(?:mailto|tel):/, '');
  return label === '' || shown(label) === shown(address) ? address : `${label} (${address})`;
}

const shown = (address: string): string => address.replace(/^https?:\/\//, '').replace(/\/$/, '');
