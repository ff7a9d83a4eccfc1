/**
 * Hundreds of mixed mails, fetched from a real Dovecot and handed to our receiver: none is lost, none doubled, each in the matter it belongs to,
 * and those that end the thread which reads them wait for a person while their neighbours come through.
 */
import { chmod, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sendSmtp } from './attacks/raw-smtp.ts';
import { openShop, until, type Shop } from './harness.ts';
import { mailCorpus, type CorpusMail } from './mailbox-corpus.ts';
import { hasMailServers, mailboxPassword, mailServersReason, startMailServers, type MailServers } from './mail-servers.ts';

const address = 'help@kettle.test';
const seed = 20_261_124;
const corpus = mailCorpus(seed, { count: 540, to: address });
const minutesMs = 60_000;
const mostGrowthBytes = 256 * 1024 * 1024;

async function overSmtp(shop: Shop): Promise<void> {
  for (const mail of corpus)
    for (;;) {
      const talk = await sendSmtp(shop.smtpPort, { from: mail.from, to: [address], raw: mail.raw });
      if (talk.data?.startsWith('250') === true) break;
      // Too many from one source this minute: as a mail server does, we come back.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
}

async function overImap(shop: Shop, post: MailServers): Promise<void> {
  // Signing in makes the Maildir.
  expect(await post.mailbox(address)).toEqual([]);
  for (const [index, mail] of corpus.entries()) {
    const name = `${1_790_000_000 + index}.M${index}.shop`;
    const file = join(post.maildir(address), 'tmp', name);
    await writeFile(file, mail.raw);
    await chmod(file, 0o666);
    await rename(file, join(post.maildir(address), 'new', name));
  }
  const made = await shop.api('POST', '/mailboxes', {
    channelId: shop.mailChannelId,
    address,
    user: address,
    password: mailboxPassword,
    imap: { host: '127.0.0.1', port: post.imapPort, security: 'starttls' },
    smtp: null,
  });
  expect(made.status).toBe(201);
}

const marks = (kind: CorpusMail['kind']): string[] => corpus.filter((mail) => mail.kind === kind).map((mail) => mail.mark);

describe.skipIf(!hasMailServers)(`${corpus.length} mixed mails, seed ${seed}${mailServersReason}`, () => {
  let shop: Shop | null = null;
  let post: MailServers | null = null;
  afterEach(async () => {
    await shop?.close();
    await post?.stop();
    shop = post = null;
  });

  it.each([
    ['fetched from Dovecot', overImap],
    ['handed to our receiver', overSmtp],
  ] as const)('%s: none lost, none doubled, each in its matter, poison held back', { timeout: 15 * minutesMs }, async (how, carry) => {
    post = await startMailServers({ customerDomain: 'kettle.test', shopDomains: [], shopPort: 1 });
    shop = await openShop({
      resolveDns: async (name) => {
        throw Object.assign(new Error(`nothing for ${name}`), { code: 'ENOTFOUND' });
      },
      mailboxes: { allowLoopback: true, listenMs: 2_000 },
      reader: { entry: new URL('../server/intake/poison-reader.fixture.ts', import.meta.url), readMs: 20_000 },
    });
    const here = shop;
    await shop.api('PATCH', `/channels/${shop.mailChannelId}`, { settings: { address, senderName: 'Kettle & Co' } });
    await shop.api('POST', `/channels/${shop.mailChannelId}/open`);
    await carryOne(here);
    // From here on the libraries are loaded: what grows is what mails cost.
    const before = process.memoryUsage.rss();
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 200);
    await carry(here, post);
    const wanted = marks('mail').length;
    const count = async (): Promise<number> => (await arrived(here)).length;
    await until('everything is here', async () => (await count()) >= wanted && (await waiting(here)) === 0, 8 * minutesMs);
    clearInterval(watch);
    console.log(
      `${how}: memory grew by ${Math.round((peak - before) / 1024 / 1024)} MB, to ${Math.round(peak / 1024 / 1024)} MB with the tests themselves`,
    );

    const found = await arrived(here);
    expect(found.map((one) => one.mark).toSorted()).toEqual(marks('mail').toSorted());
    expect(wrongMatters(found)).toEqual([]);
    const held = await here.behind<{ reason: string }>("select reason from tenant.inbound where state = 'quarantined'");
    expect(held.map((row) => row.reason)).toEqual(marks('poison').map(() => 'poison'));
    expect(peak - before).toBeLessThan(mostGrowthBytes);
  });
});

/** One mail without a mark, so that the reader has been at work once. */
async function carryOne(shop: Shop): Promise<void> {
  const raw = `From: first@post.example\r\nTo: ${address}\r\nSubject: First\r\nMessage-ID: <first@post.example>\r\n\r\nThe very first\r\n`;
  await sendSmtp(shop.smtpPort, { from: 'first@post.example', to: [address], raw });
  await until(
    'the first is here',
    async () => (await shop.behind("select 1 from tenant.message where text = 'The very first'")).length > 0,
    2 * minutesMs,
  );
}

interface Arrived {
  readonly mark: string;
  readonly case_id: string;
}

function arrived(shop: Shop): Promise<Arrived[]> {
  return shop.behind<Arrived>(
    "select substring(text || coalesce(html, '') from 'mark-[0-9]{4}-end') as mark, case_id from tenant.message where author_kind = 'customer' and text <> 'The very first'",
  );
}

async function waiting(shop: Shop): Promise<number> {
  const [row] = await shop.behind<{ count: number }>("select count(*)::int as count from work.item where kind = 'inbound'");
  return row!.count;
}

/** Matters whose mails lie in several cases, or share a case with another matter. */
function wrongMatters(found: readonly Arrived[]): string[] {
  const matterOf = new Map(corpus.map((mail) => [mail.mark, mail.matter]));
  const cases = new Map<number, Set<string>>();
  const matters = new Map<string, Set<number>>();
  for (const { mark, case_id: caseId } of found) {
    const matter = matterOf.get(mark)!;
    cases.set(matter, (cases.get(matter) ?? new Set()).add(caseId));
    matters.set(caseId, (matters.get(caseId) ?? new Set()).add(matter));
  }
  return [
    ...[...cases].filter(([, ids]) => ids.size > 1).map(([matter, ids]) => `matter ${matter} lies in ${ids.size} cases`),
    ...[...matters].filter(([, of]) => of.size > 1).map(([, of]) => `matters ${[...of].join(', ')} share a case`),
  ];
}
