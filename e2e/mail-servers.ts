/**
 * Which mail servers stand on the customer's side? Debian's Postfix and Dovecot as they are, on loopback and free ports, with everything they
 * need in a folder of their own. Postfix lays mail for the customers' domain into Dovecot and hands the shop's to our receiver; no system
 * service is touched. Both want root, as their master processes do.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, until } from './harness.ts';

const run = promisify(execFile);
const programs = {
  postfix: '/usr/sbin/postfix',
  'dovecot-imapd': '/usr/lib/dovecot/imap',
  'dovecot-lmtpd': '/usr/lib/dovecot/lmtp',
  swaks: '/usr/bin/swaks',
};
const missing = Object.entries(programs).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
if (process.getuid?.() !== 0) missing.push('root rights');

export const hasMailServers = missing.length === 0;
export const mailServersReason = hasMailServers ? '' : ` (skipped: no ${missing.join(', ')})`;

export interface MailServersOptions {
  /** Mail for any address here ends in a real mailbox. */
  readonly customerDomain: string;
  /** Mail for these domains goes to our receiver on this port. */
  readonly shopDomains: readonly string[];
  readonly shopPort: number;
  /** Asked about each recipient (Postfix policy protocol): 450 for later, 550 for never, null for yes. */
  readonly policy?: (recipient: string) => string | null;
  /** Offers STARTTLS with a certificate of its own making. */
  readonly tls?: boolean;
  /** Mailboxes are opened with access tokens too (XOAUTH2); this endpoint is asked whose one is (RFC 7662). */
  readonly introspectionUrl?: string;
}

export interface MailServers {
  /** Where anybody hands mail to Postfix. */
  readonly smtpPort: number;
  /** Where mailboxes are read, by their address and `mailboxPassword`, without TLS. */
  readonly imapPort: number;
  /** Where Dovecot keeps this address's Maildir. */
  maildir(address: string): string;
  /** Every mail in a customer's mailbox, oldest first, as stored. Read over IMAP. */
  mailbox(address: string): Promise<string[]>;
  stop(): Promise<void>;
}

export const mailboxPassword = 'only-on-loopback';
const password = mailboxPassword;

export async function startMailServers(options: MailServersOptions): Promise<MailServers> {
  const folder = await mkdtemp(join(tmpdir(), 'meanwhile-mail-'));
  await chmod(folder, 0o755);
  const ports = { smtp: await freePort(), lmtp: await freePort(), imap: await freePort() };
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.reverse()) await one();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    stops.push(await startDovecot(folder, ports, options.introspectionUrl ?? null));
    const policy = options.policy === undefined ? null : await startPolicy(options.policy);
    if (policy !== null) stops.push(policy.stop);
    if (options.tls === true) await makeCertificate(folder);
    stops.push(await startPostfix(folder, ports, options, policy?.port ?? null));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    smtpPort: ports.smtp,
    imapPort: ports.imap,
    maildir: (address) => join(folder, 'mail', address),
    mailbox: (address) => readMailbox(ports.imap, address),
    stop,
  };
}

interface Ports {
  readonly smtp: number;
  readonly lmtp: number;
  readonly imap: number;
}

async function startDovecot(folder: string, ports: Ports, introspectionUrl: string | null): Promise<() => Promise<void>> {
  const base = join(folder, 'dovecot');
  const mail = join(folder, 'mail');
  await mkdir(base, { recursive: true });
  await mkdir(mail, { recursive: true });
  const ids = await idsOf('dovecot');
  await chown(mail, ids.uid, ids.gid);
  const config = join(folder, 'dovecot.conf');
  await writeFile(config, dovecotConfig(folder, ports, ids) + (introspectionUrl === null ? '' : tokensToo(folder)));
  if (introspectionUrl !== null)
    await writeFile(
      join(folder, 'oauth2.conf'),
      `introspection_mode = post\nintrospection_url = ${introspectionUrl}\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`,
    );
  return daemon('dovecot', ['-F', '-c', config], ports.imap);
}

function dovecotConfig(folder: string, ports: Ports, { uid, gid }: Ids): string {
  return `
base_dir = ${folder}/dovecot
state_dir = ${folder}/dovecot
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail/%Lu
mail_uid = ${uid}
mail_gid = ${gid}
first_valid_uid = 1
postmaster_address = postmaster@localhost
auth_mechanisms = plain
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/mail/%Lu allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${ports.lmtp}
  }
}
`;
}

function tokensToo(folder: string): string {
  return `
auth_mechanisms = plain xoauth2
passdb {
  driver = oauth2
  mechanisms = xoauth2
  args = ${folder}/oauth2.conf
}
`;
}

async function startPostfix(
  folder: string,
  ports: Ports,
  options: MailServersOptions,
  policyPort: number | null,
): Promise<() => Promise<void>> {
  const [config, queue, data] = ['postfix', 'spool', 'postfix-data'].map((name) => join(folder, name)) as [string, string, string];
  await Promise.all([config, queue, data].map((path) => mkdir(path)));
  const { uid, gid } = await idsOf('postfix');
  await chown(data, uid, gid);
  await writeFile(
    join(config, 'transport'),
    options.shopDomains.map((domain) => `${domain} smtp:[127.0.0.1]:${options.shopPort}\n`).join(''),
  );
  await writeFile(
    join(config, 'main.cf'),
    mainConfig({ folder, config, queue, data }, ports, options) + extras(folder, options, policyPort),
  );
  await writeFile(join(config, 'master.cf'), masterConfig(ports));
  await run('postfix', ['-c', config, 'check']);
  const program = (await run('postconf', ['-h', 'daemon_directory'])).stdout.trim();
  // Postfix leaves no child behind when its master is told to end.
  return daemon(join(program, 'master'), ['-d', '-c', config], ports.smtp, { MAIL_CONFIG: config });
}

function mainConfig(
  at: { folder: string; config: string; queue: string; data: string },
  ports: Ports,
  options: MailServersOptions,
): string {
  return `
compatibility_level = 3.6
queue_directory = ${at.queue}
data_directory = ${at.data}
maillog_file = ${at.folder}/postfix.log
maillog_file_prefixes = ${at.folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.${options.customerDomain}
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
smtpd_relay_restrictions = permit_mynetworks, reject
virtual_mailbox_domains = ${options.customerDomain}
virtual_transport = lmtp:inet:127.0.0.1:${ports.lmtp}
transport_maps = texthash:${at.config}/transport
smtp_dns_support_level = disabled
lmtp_dns_support_level = disabled
smtp_tls_security_level = none
minimal_backoff_time = 5s
queue_run_delay = 5s
biff = no
`;
}

function extras(folder: string, { tls }: MailServersOptions, policyPort: number | null): string {
  return [
    policyPort === null ? '' : `smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:${policyPort}\n`,
    tls === true
      ? `smtpd_tls_security_level = may\nsmtpd_tls_cert_file = ${folder}/cert.pem\nsmtpd_tls_key_file = ${folder}/key.pem\nsmtpd_tls_received_header = yes\n`
      : '',
  ].join('');
}

async function makeCertificate(folder: string): Promise<void> {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes'];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-keyout', key, '-out', cert, ...subject]);
}

/** Postfix asks in lines `name=value`, ended by an empty one, and goes on with the same connection. */
async function startPolicy(decide: (recipient: string) => string | null): Promise<{ port: number; stop: () => Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.setEncoding('utf8');
    let heard = '';
    socket.on('error', () => socket.destroy());
    socket.once('close', () => open.delete(socket));
    socket.on('data', (chunk) => {
      heard += String(chunk);
      for (let end = heard.indexOf('\n\n'); end >= 0; end = heard.indexOf('\n\n')) {
        const recipient = /^recipient=(.*)$/m.exec(heard.slice(0, end))?.[1] ?? '';
        heard = heard.slice(end + 2);
        socket.write(`action=${decide(recipient) ?? 'DUNNO'}\n\n`);
      }
    });
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = (): Promise<void> => {
    for (const socket of open) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { port, stop };
}

/** The services of a plain installation, none of them in a chroot. */
function masterConfig(ports: Ports): string {
  return `
127.0.0.1:${ports.smtp} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
tlsmgr unix - - n 1000? 1 tlsmgr
`;
}

/** Runs in the foreground until told to end; ready when the port answers. */
async function daemon(
  program: string,
  args: readonly string[],
  port: number,
  env: Record<string, string> = {},
): Promise<() => Promise<void>> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.once('error', (error) => said.push(error.message));
  await until(`${program} answers`, async () => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${said.join('')}`);
    return answers(port);
  });
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

async function idsOf(user: string): Promise<Ids> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((one) => one.startsWith(`${user}:`));
  if (line === undefined) throw new Error(`there is no user ${user}`);
  const [, , uid, gid] = line.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Just enough IMAP (RFC 9051) to sign in and fetch everything: commands by tag, answers with literals. */
async function readMailbox(port: number, address: string): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  let heard = '';
  let waiting: (() => void) | null = null;
  socket.on('data', (chunk) => ((heard += String(chunk)), waiting?.()));
  const hear = async (end: RegExp): Promise<string> => {
    while (!end.test(heard))
      await new Promise<void>(
        (resolve, reject) => ((waiting = resolve), socket.once('close', () => reject(new Error(`IMAP ended: ${heard}`)))),
      );
    const answer = heard;
    heard = '';
    return answer;
  };
  let tag = 0;
  const command = async (text: string): Promise<string> => {
    tag += 1;
    socket.write(`a${tag} ${text}\r\n`);
    const answer = await hear(new RegExp(`^a${tag} (?:OK|NO|BAD).*\\r\\n`, 'm'));
    if (!new RegExp(`^a${tag} OK`, 'm').test(answer)) throw new Error(`IMAP said: ${answer}`);
    return answer;
  };
  try {
    await hear(/^\* OK.*\r\n/);
    await command(`LOGIN "${address}" "${password}"`);
    const count = Number(/^\* (\d+) EXISTS/m.exec(await command('SELECT INBOX'))?.[1] ?? 0);
    return count === 0 ? [] : literals(await command('FETCH 1:* (BODY.PEEK[])'));
  } finally {
    socket.destroy();
  }
}

function literals(answer: string): string[] {
  const found: string[] = [];
  for (let at = 0; ;) {
    const head = /BODY\[\] \{(\d+)\}\r\n/g;
    head.lastIndex = at;
    const match = head.exec(answer);
    if (match === null) return found;
    at = head.lastIndex + Number(match[1]);
    found.push(Buffer.from(answer.slice(head.lastIndex, at), 'latin1').toString('utf8'));
  }
}
