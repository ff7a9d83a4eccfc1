/**
 * Which secrets is this installation built on? From SECRET_KEY, else from the file `secret` in DATA_DIR, made on the first start.
 * What is derived from them is in `../keys.ts`.
 */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, fsyncSync, closeSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.ts';

export interface Secret {
  readonly id: string;
  /** At least 32 bytes. */
  readonly secret: Buffer;
}

/** The secret cannot be used; the message says why and never contains it. */
export class SecretTrouble extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretTrouble';
  }
}

const heading = `# The secrets of this installation, newest first: <key id> <secret>. Keep this file private and back it up apart from the data.
# To rotate: put a new line on top (id: 8 hex digits; secret: openssl rand -base64 48). Older lines go on verifying and decrypting until removed.
`;

/** Newest first, never empty. Throws SecretTrouble. */
export function loadSecrets(settings: Pick<Settings, 'secretKey' | 'dataDir'>): Secret[] {
  if (settings.secretKey !== null) return fromSetting(settings.secretKey);
  const file = secretFile(settings.dataDir);
  if (!existsSync(file)) create(settings.dataDir, file);
  return fromFile(file);
}

export function secretFile(dataDir: string): string {
  return join(dataDir, 'secret');
}

/** One or more secrets parted by commas, newest first. The id comes from the secret itself, so that every process agrees on it. */
function fromSetting(text: string): Secret[] {
  return text.split(',').map((part) => {
    const secret = Buffer.from(part.trim());
    if (secret.length < 32) throw new SecretTrouble('SECRET_KEY must have at least 32 characters; make one with: openssl rand -base64 48');
    return { id: createHash('sha256').update('meanwhile key id').update(secret).digest('hex').slice(0, 8), secret };
  });
}

function fromFile(file: string): Secret[] {
  const secrets = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [id = '', text = '', ...more] = line.split(/\s+/);
      const secret = Buffer.from(text, 'base64');
      if (!/^[0-9a-f]{8}$/.test(id) || secret.length < 32 || more.length > 0)
        throw new SecretTrouble(`${file} has a line that is not "<8 hex digits> <base64 of at least 32 bytes>".`);
      return { id, secret };
    });
  if (secrets.length === 0)
    throw new SecretTrouble(`${file} holds no secret. Restore it from your backup: without it nothing encrypted can be read.`);
  if (new Set(secrets.map((secret) => secret.id)).size !== secrets.length) throw new SecretTrouble(`${file} uses a key id twice.`);
  return secrets;
}

/** Complete and on the disk before it has its name; of two first starts one wins and both use its file. */
function create(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, `${heading}${randomBytes(4).toString('hex')} ${randomBytes(48).toString('base64')}\n`);
    fsyncSync(handle);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(handle);
    rmSync(draft, { force: true });
  }
}
