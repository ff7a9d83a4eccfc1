/** Which channels are there to be held to the contract? Every folder beside this one that brings a driver; nothing else names them. */
import { existsSync, readdirSync } from 'node:fs';
import type { ChannelDeps } from '../contract/channel-adapter.ts';
import type { Driver } from './driver.ts';

export async function allDrivers(): Promise<Driver<unknown, unknown, ChannelDeps>[]> {
  const channels = new URL('../', import.meta.url);
  const files = readdirSync(channels)
    .toSorted()
    .map((folder) => new URL(`${folder}/driver.fixture.ts`, channels))
    .filter((file) => existsSync(file));
  const brought = await Promise.all(
    files.map((file) => import(file.pathname) as Promise<{ driver(): Driver<unknown, unknown, ChannelDeps> }>),
  );
  return brought.map(({ driver }) => driver());
}
