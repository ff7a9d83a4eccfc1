/** What has each channel shown? The suite is run, and its answers become the page `docs/channels.md`; `node channels/conformance/table.ts --write` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { ChannelDescription } from '../contract/capabilities.ts';
import { allDrivers } from './all-drivers.fixture.ts';
import { conformanceCases } from './conformance.ts';
import { pigeonDriver } from './pigeon-driver.fixture.ts';
import type { CaseName } from './driver.ts';

const page = new URL('../../docs/channels.md', import.meta.url);

interface Column {
  readonly description: ChannelDescription;
  /** `yes`, `NO` with what was wrong, or why there is no such case. */
  readonly shown: ReadonlyMap<CaseName, string>;
}

async function columnOf(driver: Awaited<ReturnType<typeof allDrivers>>[number]): Promise<Column> {
  const shown = new Map<CaseName, string>();
  for (const { name, check } of conformanceCases(driver))
    shown.set(
      name,
      await check().then(
        () => 'yes',
        (error: unknown) => `NO: ${error instanceof Error ? error.message.split('\n')[0] : 'failed'}`,
      ),
    );
  for (const [name, why] of Object.entries(driver.notThere ?? {})) if (!shown.has(name as CaseName)) shown.set(name as CaseName, why);
  return { description: driver.adapter.description, shown };
}

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const megabyte = 1024 * 1024;
const hourMs = 3_600_000;
const yesOrNo = (yes: boolean): string => (yes ? 'yes' : 'no');

function factsOf({ title, inbound, capabilities: can, windows, ackDeadlineMs }: ChannelDescription): string[] {
  const [window] = windows;
  return [
    title,
    inbound === 'local' ? 'our own page' : inbound,
    `${can.text.max.toLocaleString('en')} ${can.text.unit}`,
    can.attachments.by === 'none' ? 'none' : `${can.attachments.maxCount} of ${Math.floor(can.attachments.maxBytes / megabyte)} MB`,
    yesOrNo(can.receipts.delivered),
    yesOrNo(can.receipts.read),
    window === undefined ? 'none' : `${window.durationMs / hourMs} h, then ${window.after}`,
    { never: 'no', template: 'by a template', yes: 'yes' }[can.startConversation],
    ackDeadlineMs === null ? 'none' : `${ackDeadlineMs / 1_000} s`,
  ];
}

export async function channelsPage(): Promise<string> {
  const columns = await Promise.all((await allDrivers()).map(columnOf));
  const sentences = conformanceCases(pigeonDriver()).map(({ name, sentence }) => ({ name, sentence }));
  const facts = table(
    ['Channel', 'Comes in by', 'A message holds', 'Files out', 'Delivered?', 'Read?', 'Reply window', 'We may begin', 'Answer due within'],
    columns.map(({ description }) => factsOf(description)),
  );
  const shown = table(
    ['An adapter shows that…', ...columns.map(({ description }) => description.title)],
    sentences.map(({ name, sentence }) => [sentence, ...columns.map((column) => column.shown.get(name) ?? 'not shown')]),
  );
  return `# Channels

Made by running the conformance suite (\`channels/conformance\`) over every adapter; a test holds this page to what the suite says today. Every channel at
somebody else's provider goes through further trials in a real server against a stand-in for its provider (\`server/channel/every-provider.pg.test.ts\`): connecting, five
deliveries of each message, disorder, delay, forgery, other tenants' doors, oversize, lost answers, refusals and receipts. What a stand-in proves and what it
cannot stands in each channel's README.

## What each can do

${facts}

## What each has shown

${shown}
`;
}

if (import.meta.main) {
  const now = await channelsPage();
  if (process.argv.includes('--write')) writeFileSync(page, now);
  else if (readFileSync(page, 'utf8') !== now) {
    process.stderr.write('docs/channels.md is not what the suite says now; write it with: npm run channels-page\n');
    process.exitCode = 1;
  }
}
