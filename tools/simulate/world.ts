/**
 * In which workspace does a simulation take place? Its ids, its channels with policy and calendar, and a platform whose clock stands where the
 * simulation stands and whose ids come from the seed. Setting the workspace up in a database is `cli/demo/open-shop.ts`.
 */
import type { CalendarId, PolicyId } from '@meanwhile/core/kernel/ids.ts';
import type { Instant } from '@meanwhile/core/kernel/instant.ts';
import type { ChannelTime } from '@meanwhile/server/commitment/commitment.ts';
import type { SystemClock } from '@meanwhile/server/platform/clock/clock.ts';
import { keysFrom } from '@meanwhile/server/platform/keys.ts';
import type { Platform } from '@meanwhile/server/platform/platform.ts';
import type { Colleague, World } from './book.ts';
import { Dice } from './dice.ts';
import type { Simulation, Way } from './settings.ts';
import { topicWords } from './words/compose.ts';
import { tagNames } from './words/everyday.ts';

export const shopName = 'Northlight';
export const shopMailAddress = 'help@northlight.example';

export interface ShopIds {
  readonly workspaceId: string;
  readonly channelIds: Readonly<Record<Way, string>>;
  readonly policyIds: Readonly<Record<Way, string>>;
  readonly calendarId: string;
  readonly members: ReadonlyMap<string, Colleague>;
  readonly topicIds: World['topicIds'];
  readonly tagIds: readonly string[];
}

/** The parts of a platform that deciding needs; none of them reaches a database. */
export type Deciding = Pick<Platform, 'keys' | 'epoch' | 'settings'>;

export function makeWorld(simulation: Simulation, ids: ShopIds, base: Deciding): World {
  const clock = seededClock(simulation.seed, ids.workspaceId, simulation.fromAt);
  return {
    platform: { ...base, clock },
    workspaceId: ids.workspaceId,
    channels: { messenger: channelTime(simulation, ids, 'messenger'), email: channelTime(simulation, ids, 'email') },
    members: ids.members,
    topicIds: ids.topicIds,
    tagIds: ids.tagIds,
    setNow: (at) => clock.setNow(at),
  };
}

function channelTime(simulation: Simulation, ids: ShopIds, way: Way): ChannelTime {
  const { calendar } = simulation;
  return {
    channelId: ids.channelIds[way],
    channelType: way,
    lineUnderMessage: way === 'messenger',
    isMail: way === 'email',
    state: 'open',
    settings: way === 'email' ? { address: shopMailAddress, senderName: shopName } : {},
    policy: {
      id: ids.policyIds[way] as PolicyId,
      version: 1,
      calendarId: ids.calendarId as CalendarId,
      calendarVersion: 1,
      replyWithinMs: simulation.replyWithinMs[way],
      basis: 'chosen',
    },
    calendar: { ...calendar, id: ids.calendarId as CalendarId, version: 1 },
    conditional: [],
    targets: [],
    target: null,
    brand: shopName,
    locale: 'en',
    zone: calendar.zone,
    hostedChannelId: ids.channelIds.messenger,
    estimate: null,
    maySooner: false,
    incidents: [],
  };
}

interface SeededClock extends SystemClock {
  setNow(at: Instant): void;
}

/** Ids are UUIDv7 of the simulated instant with bits from the seed: the same run makes the same ids, and two workspaces never share one. */
function seededClock(seed: string, workspaceId: string, startAt: Instant): SeededClock {
  const dice = new Dice(seed, `ids of ${workspaceId}`);
  let nowAt = startAt;
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return {
    nowAt: () => nowAt,
    machineNowAt: () => nowAt,
    agree: () => undefined,
    setNow: (at) => {
      nowAt = at;
    },
    newId: () => {
      const [time, a, b, c] = [hex(Math.floor(nowAt), 12), dice.bits(), dice.bits(), dice.bits()];
      const version = hex(0x7000 | (a & 0xfff), 4);
      const variant = hex(0x8000 | ((a >>> 12) & 0x3fff), 4);
      return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${hex(b & 0xffff, 4)}${hex(c, 8)}` as never;
    },
  };
}

/** Ids and keys out of the seed alone: for runs that no database sees. */
export function paperWorld(simulation: Simulation): World {
  const clock = seededClock(simulation.seed, 'paper', simulation.fromAt);
  const id = (): string => clock.newId<string>();
  const ids: ShopIds = {
    workspaceId: id(),
    channelIds: { messenger: id(), email: id() },
    policyIds: { messenger: id(), email: id() },
    calendarId: id(),
    members: new Map(simulation.agents.map((agent) => [agent.key, { id: id(), name: agent.name }])),
    topicIds: new Map(topicWords.map((words) => [words.key, id()])),
    tagIds: tagNames.map(() => id()).toSorted(),
  };
  const secret = Buffer.from(simulation.seed.padEnd(32, '.').slice(0, 32));
  const settings = { publicUrl: 'http://localhost:3100' } as Platform['settings'];
  return makeWorld(simulation, ids, { keys: keysFrom([{ id: 'p1', secret }]), epoch: 1, settings });
}
