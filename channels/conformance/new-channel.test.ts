/** Does adding a channel touch its own folder and one line of one list, and is it sound from the first moment? */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import type { ProviderChannel } from '../contract/provider-channel.ts';
import { conformanceCases } from './conformance.ts';
import type { Driver } from './driver.ts';
import { newChannel, NewChannelTrouble } from './new-channel.ts';
import * as providers from '../providers.ts';

const project = join(import.meta.dirname, '../..');
let root: string;

beforeAll(() => {
  mkdirSync(join(project, '.tmp'), { recursive: true });
  root = mkdtempSync(join(project, '.tmp/new-channel-'));
  mkdirSync(join(root, 'channels'));
  for (const folder of ['contract', 'conformance']) symlinkSync(join(project, 'channels', folder), join(root, 'channels', folder));
  cpSync(join(project, 'channels/providers.ts'), join(root, 'channels/providers.ts'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a new channel', () => {
  it('is its folder and one line', () => {
    const before = readFileSync(join(root, 'channels/providers.ts'), 'utf8').split('\n');
    const written = newChannel(root, { type: 'carrier', title: 'Carrier Air' });
    expect(written.filter((path) => !path.startsWith('channels/carrier/'))).toEqual(['channels/providers.ts']);
    const after = readFileSync(join(root, 'channels/providers.ts'), 'utf8').split('\n');
    expect(after.filter((line) => !before.includes(line))).toEqual([
      "export { carrierChannel as carrier } from './carrier/carrier-channel.ts';",
    ]);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
    expect(readdirSync(join(root, 'channels/carrier')).toSorted()).toEqual([
      'README.md',
      'carrier-channel.ts',
      'carrier.ts',
      'driver.fixture.ts',
    ]);
  });

  it('passes every case of the suite, and nothing in it is still called a pigeon', async () => {
    const { driver } = (await import(join(root, 'channels/carrier/driver.fixture.ts'))) as {
      driver(): Driver<unknown, unknown, ChannelDeps>;
    };
    const made = driver();
    expect([made.adapter.description.id, made.adapter.description.title]).toEqual(['carrier', 'Carrier Air']);
    const cases = conformanceCases(made);
    expect(cases.length).toBe(14);
    for (const one of cases) await one.check();
    const { carrierChannel } = (await import(join(root, 'channels/carrier/carrier-channel.ts'))) as {
      carrierChannel: ProviderChannel<{ baseUrl: string; secrets: string[] }, unknown>;
    };
    expect(
      carrierChannel.accountOf(
        { settings: {}, secrets: { secret: 'a', secretOld: 'b' } },
        { webhookUrl: 'x', apiUrl: 'https://c.example' },
      ),
    ).toEqual({
      baseUrl: 'https://c.example',
      secrets: ['a', 'b'],
    });
    for (const file of ['carrier.ts', 'carrier-channel.ts'])
      expect(readFileSync(join(root, 'channels/carrier', file), 'utf8')).not.toMatch(/pigeonSign|Pigeon Post|'pigeon'/);
  });

  it('is refused a name that cannot be an address, or one that is taken', () => {
    for (const type of ['Carrier', 'a', '../x', 'carrier'])
      expect(() => newChannel(root, { type, title: 'x' }), type).toThrow(NewChannelTrouble);
  });
});

describe('a channel that is there', () => {
  // Words of their own language that stand elsewhere for other things are looked for as a type alone.
  it.each(Object.keys(providers))('%s is named nowhere but in its folder and the list', (type) => {
    const named: string[] = [];
    for (const top of ['core', 'wire', 'server', 'desk/src', 'messenger', 'cli', 'channels/contract'])
      for (const path of readdirSync(join(project, top), { recursive: true, encoding: 'utf8' })) {
        if (!/\.tsx?$/.test(path) || /\.(?:test|fixture)\.tsx?$|node_modules|\.gen\.ts$/.test(path)) continue;
        const text = readFileSync(join(project, top, path), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
        if (text.includes(`'${type}'`) || text.includes(`channels/${type}/`)) named.push(`${top}/${path}`);
      }
    expect(named.filter((path) => !otherMeanings[type]?.includes(path))).toEqual([]);
  });
});

/** The same word for another thing. */
const otherMeanings: Readonly<Record<string, readonly string[]>> = {
  // The name of a guide, in the order of guides.
  telegram: ['server/guide-pages.ts'],
  // A password that many people have.
  facebook: ['server/accounts/common-passwords.ts'],
};
