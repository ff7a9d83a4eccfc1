/**
 * Who writes while things break? Visitors in the messenger, customers by mail and an agent who answers through the API. Most of them try
 * again with the same key until they are answered; some give up at once; some repeat what was acknowledged, as providers do.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { between, diceFrom, pick, type Dice } from './dice.ts';
import type { History, OperationKind, Result } from './recorder.ts';
import { sendMail } from './send-mail.ts';
import type { Stage } from './stage.ts';

export interface Load {
  /** Messages, mails and replies on their way without an answer. */
  inFlight(kind: OperationKind): number;
  /** Nobody begins anything new; resolves when everybody has been answered or has given up. */
  end(): Promise<void>;
  /** Answers that no honest server gives, by what they said. */
  readonly oddAnswers: Map<string, number>;
}

interface Answer {
  readonly result: Result;
  readonly id: string | null;
  readonly said: string;
}

interface Operation {
  readonly kind: OperationKind;
  readonly key: string;
  readonly sender: string;
  readonly n: number;
  attempt(): Promise<Answer>;
}

const visitorCount = 5;
const letterWriterCount = 3;
const impatientShare = 0.08;
const repeatedShare = 0.12;
const patienceMs = 120_000;
const answerMs = 6_000;

export function startLoad(stage: Stage, history: History, seed: number): Load {
  const state = { ending: false, flying: new Map<OperationKind, number>(), odd: new Map<string, number>() };
  const run = runnerOf(history, state);
  const people = [
    ...Array.from({ length: visitorCount }, (_, index) => visitors(stage, run, state, diceFrom(seed + index))),
    ...Array.from({ length: letterWriterCount }, (_, index) => letterWriters(stage, run, state, diceFrom(seed + 100 + index))),
    agent(stage, run, state, diceFrom(seed + 200)),
    agent(stage, run, state, diceFrom(seed + 201)),
  ];
  return {
    inFlight: (kind) => state.flying.get(kind) ?? 0,
    oddAnswers: state.odd,
    async end() {
      state.ending = true;
      await Promise.all(people);
    },
  };
}

interface State {
  ending: boolean;
  readonly flying: Map<OperationKind, number>;
  readonly odd: Map<string, number>;
}

type Run = (operation: Operation, dice: Dice) => Promise<void>;

/** One operation with all its attempts, each of them on record before and after. */
function runnerOf(history: History, state: State): Run {
  const attempt = async (operation: Operation): Promise<Result> => {
    const { kind, key, sender, n } = operation;
    history.before({ kind, key, sender, n });
    state.flying.set(kind, (state.flying.get(kind) ?? 0) + 1);
    const answer = await operation.attempt();
    state.flying.set(kind, state.flying.get(kind)! - 1);
    if (answer.said.startsWith('500') || answer.said.startsWith('4'))
      state.odd.set(`${kind}: ${answer.said}`, (state.odd.get(`${kind}: ${answer.said}`) ?? 0) + 1);
    history.after({ key, ...answer });
    return answer.result;
  };
  return async (operation, dice) => {
    const isImpatient = dice() < impatientShare;
    const end = Date.now() + patienceMs;
    let result = await attempt(operation);
    while (result !== 'ok' && !isImpatient && Date.now() < end) {
      await sleep(between(dice, 200, 800));
      result = await attempt(operation);
    }
    if (result === 'ok' && dice() < repeatedShare) await attempt(operation);
  };
}

async function visitors(stage: Stage, run: Run, state: State, dice: Dice): Promise<void> {
  while (!state.ending) {
    const session = await post(`${stage.url}/m/${stage.messengerId}/sessions`, {}, {});
    const token = session.body?.['token'];
    if (typeof token !== 'string') {
      await sleep(200);
      continue;
    }
    const sender = `visitor-${randomUUID()}`;
    const count = Math.ceil(between(dice, 2, 8));
    for (let n = 1; n <= count && !state.ending; n += 1) {
      const key = `message-${randomUUID()}`;
      const body = { clientId: randomUUID(), text: `${key} Is lantern number ${n} still to be had?` };
      await run(
        {
          kind: 'message',
          key,
          sender,
          n,
          attempt: () => ask(`${stage.url}/m/${stage.messengerId}/messages`, body, { authorization: `Bearer ${token}` }),
        },
        dice,
      );
      await sleep(between(dice, 100, 900));
    }
  }
}

async function letterWriters(stage: Stage, run: Run, state: State, dice: Dice): Promise<void> {
  while (!state.ending) {
    const key = `mail-${randomUUID()}`;
    const from = `${key}@customer.test`;
    const raw = [
      `From: Kim <${from}>`,
      `To: <${stage.mailAddress}>`,
      'Subject: A lantern',
      `Message-ID: <${key}@customer.test>`,
      `Date: ${new Date().toUTCString()}`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      `${key} When does my lantern come?`,
    ].join('\r\n');
    await run(
      {
        kind: 'mail',
        key,
        sender: from,
        n: 1,
        attempt: async () => ({ ...(await sendMail({ port: stage.smtpPort, from, to: stage.mailAddress, raw })), id: null }),
      },
      dice,
    );
    await sleep(between(dice, 600, 1_800));
  }
}

/** Answers what waits longest, letters first: they are what can be sent twice. */
async function agent(stage: Stage, run: Run, state: State, dice: Dice): Promise<void> {
  const answered = new Set<string>();
  while (!state.ending) {
    const waiting = (await waitingCases(stage)).filter((one) => !answered.has(`${one.id} ${one.lastMessageAt}`));
    const letters = waiting.filter((one) => one.channelType === 'email');
    const one = letters.length > 0 ? pick(dice, letters) : waiting.length > 0 ? pick(dice, waiting) : null;
    if (one !== null) {
      answered.add(`${one.id} ${one.lastMessageAt}`);
      const key = `reply-${randomUUID()}`;
      const body = { caseId: one.id, text: `${key}\nIt comes on Thursday.`, undoMs: dice() < 0.3 ? 400 : 0 };
      const headers = { authorization: `Bearer ${stage.token}`, 'idempotency-key': randomUUID() };
      await run({ kind: 'reply', key, sender: 'agent', n: 0, attempt: () => ask(`${stage.url}/api/v1/messages`, body, headers) }, dice);
    }
    await sleep(between(dice, 50, 400));
  }
}

interface WaitingCase {
  readonly id: string;
  readonly channelType: string;
  readonly lastMessageAt: string;
}

async function waitingCases(stage: Stage): Promise<WaitingCase[]> {
  try {
    const answer = await fetch(`${stage.url}/api/v1/cases?view=next&limit=100`, {
      headers: { authorization: `Bearer ${stage.token}` },
      signal: AbortSignal.timeout(answerMs),
    });
    return answer.ok ? ((await answer.json()) as { items: WaitingCase[] }).items : [];
  } catch (error) {
    // Away just now; the agent looks again in a moment.
    if (error instanceof Error) return [];
    throw error;
  }
}

async function ask(url: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const answer = await post(url, body, headers);
  const { code = '', id = null } = (answer.body ?? {}) as { code?: string; id?: string };
  const said = `${answer.status} ${code}`.trim();
  if (answer.status === 200 || answer.status === 201) return { result: 'ok', id, said };
  if (answer.status === 0) return { result: answer.refused ? 'failed' : 'unknown', id: null, said: answer.why };
  // A fault of ours promises nothing; neither does an answer that says so.
  return { result: answer.status === 500 || code === 'outcome_unknown' ? 'unknown' : 'failed', id: null, said };
}

interface Posted {
  readonly status: number;
  readonly body: Record<string, unknown> | null;
  /** With status 0: nobody listened, so nothing was heard. */
  readonly refused: boolean;
  readonly why: string;
}

async function post(url: string, body: unknown, headers: Record<string, string>): Promise<Posted> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerMs),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, refused: false, why: '' };
  } catch (error) {
    const cause = (error as Error).cause as { code?: string } | undefined;
    return { status: 0, body: null, refused: cause?.code === 'ECONNREFUSED', why: cause?.code ?? (error as Error).name };
  }
}
