/**
 * How long from a customer's message to an agent's screen? `sockets` desk sockets, each listening to one of `queues` channels; `rate`
 * messages a second over all channels, so each reaches sockets ÷ queues screens. Time from sending the request to the frame's arrival.
 * The first `warmSeconds`, while a fresh process is still being compiled and a fifth of the customers write for the first time, are told apart;
 * the other customers begin evenly over the rest.
 */
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import WebSocket from 'ws';
import { makeVisitors, quantile, type Stage } from './stage.ts';

export interface FanOutResult {
  readonly sent: number;
  readonly heard: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The same over the first seconds after the start of the process. */
  readonly coldP99Ms: number;
}

export async function measureFanOut(
  stage: Stage,
  {
    sockets = 100,
    queues = 20,
    rate = 200,
    seconds = 15,
    warmSeconds = 5,
  }: { sockets?: number; queues?: number; rate?: number; seconds?: number; warmSeconds?: number } = {},
): Promise<FanOutResult> {
  const channels = await makeChannels(stage, queues);
  const sentAt = new Map<string, number>();
  const heard: Heard[] = [];
  const open = await Promise.all(Array.from({ length: sockets }, (_, index) => listen(stage, channels[index % queues]!, sentAt, heard)));
  const people = await makeVisitors(stage, queues * 10, channels);
  const pool = new Pool(stage.url, { connections: 32 });
  const started = performance.now();
  const warm = rate * warmSeconds;
  const total = warm + rate * seconds;
  const early = Math.ceil(people.length / 5);
  const begun = (index: number): number => early + Math.floor((Math.max(0, index - warm) / (total - warm)) * (people.length - early));
  await Promise.all(
    Array.from({ length: total }, async (_, index) => {
      const wait = started + (index / rate) * 1_000 - performance.now();
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)));
      const person = people[index % begun(index)]!;
      const text = `fan ${index}`;
      sentAt.set(text, performance.now());
      const { body } = await pool.request({
        method: 'POST',
        path: `/m/${person.channelId}/messages`,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${person.token}` },
        body: JSON.stringify({ clientId: randomUUID(), text }),
      });
      await body.dump();
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  for (const socket of open) socket.close();
  await pool.close();
  const measured = started + warmSeconds * 1_000;
  const delays = (which: (one: Heard) => boolean): number[] =>
    heard
      .filter(which)
      .map((one) => one.delayMs)
      .sort((a, b) => a - b);
  const steady = delays((one) => one.sent >= measured);
  return {
    sent: total,
    heard: heard.length,
    p50Ms: quantile(steady, 0.5),
    p99Ms: quantile(steady, 0.99),
    coldP99Ms: quantile(
      delays((one) => one.sent < measured),
      0.99,
    ),
  };
}

/** One message on one screen; `sent` on the clock of `performance.now()`. */
interface Heard {
  readonly sent: number;
  readonly delayMs: number;
}

async function makeChannels(stage: Stage, count: number): Promise<string[]> {
  const headers = { authorization: `Bearer ${stage.token}`, 'content-type': 'application/json' };
  const policies = (await (await fetch(`${stage.url}/api/v1/commitment-policies`, { headers })).json()) as { items: { id: string }[] };
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const made = await fetch(`${stage.url}/api/v1/channels`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': randomUUID() },
        body: JSON.stringify({ type: 'messenger', name: `Queue ${index}`, policyId: policies.items[0]!.id, settings: {} }),
      });
      const channel = (await made.json()) as { id: string };
      if (made.status !== 201) throw new Error(`no channel: ${JSON.stringify(channel)}`);
      const opened = await fetch(`${stage.url}/api/v1/channels/${channel.id}/open`, { method: 'POST', headers, body: '{}' });
      if (opened.status !== 200) throw new Error(`the channel did not open: ${opened.status}`);
      return channel.id;
    }),
  );
}

async function listen(stage: Stage, channelId: string, sentAt: ReadonlyMap<string, number>, heard: Heard[]): Promise<WebSocket> {
  const socket = new WebSocket(`${stage.url.replace('http', 'ws')}/api/v1/stream`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  await new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const now = performance.now();
      const frame = JSON.parse((data as Buffer).toString()) as {
        type: string;
        events?: { type: string; payload: { message?: { text: string } } }[];
      };
      if (frame.type === 'ready') return resolve();
      for (const event of frame.events ?? []) {
        const sent = event.type === 'message.received' ? sentAt.get(event.payload.message?.text ?? '') : undefined;
        if (sent !== undefined) heard.push({ sent, delayMs: now - sent });
      }
    });
    socket.send(JSON.stringify({ type: 'hello', token: stage.token, cursor: null, channelIds: [channelId] }));
  });
  return socket;
}
