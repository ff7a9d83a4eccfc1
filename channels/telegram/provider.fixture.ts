/** The Bot API on this machine, as the trials every provider goes through want it. For tests only. */
import type { NextAnswer, ProviderFake, WebCall } from '../conformance/provider-fake.ts';
import { fakeBot, openTelegramFake, textUpdate, type FakeAnswer } from './telegram-fake.fixture.ts';

const secretHeader = 'x-telegram-bot-api-secret-token';
const refusals: Readonly<Record<Exclude<NextAnswer, 'accept'>, FakeAnswer>> = {
  cut: 'cut',
  broken: { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } },
  wait: { status: 429, body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3 } } },
  blocked: { status: 403, body: { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' } },
};

export async function openFake(): Promise<ProviderFake> {
  const fake = await openTelegramFake();
  const personId = (person: number): string => String(5_100_000_000 + person);
  const secret = (): string => {
    const told = fake.calls.findLast(({ method }) => method === 'setWebhook')?.body['secret_token'];
    return typeof told === 'string' ? told : '';
  };
  const post = (url: string, body: string, shown = secret()): WebCall => ({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', [secretHeader]: shown },
    body: Buffer.from(body),
  });
  const updateOf: (message: { person: number; text: string; event: number; at?: number }) => string = ({ person, text, event, at }) =>
    JSON.stringify(
      textUpdate(
        event,
        text,
        { id: Number(personId(person)), first_name: `Person ${person}` },
        at === undefined ? {} : { date: Math.floor(at / 1_000) },
      ),
    );
  return {
    url: fake.url,
    credentials: { botToken: fake.token },
    wrongCredentials: { botToken: `4711:${'B'.repeat(35)}` },
    accountName: `@${fakeBot.username}`,
    personId,
    incoming: (message, door) => post(door, updateOf(message)),
    unknown: (event, door) => post(door, JSON.stringify({ update_id: event, business_connection: { id: 'b' } })),
    // The secret stands in a header: what is cut off is still proved.
    truncated: (message, door) => post(door, updateOf(message).slice(0, 60)),
    forged: (call) => ({ ...call, headers: { ...call.headers, [secretHeader]: 'another-secret' } }),
    status: () => null,
    handshake: () => null,
    sent: () =>
      fake
        .taken()
        .filter(({ planned }) => planned === null || planned === 'cut' || planned === refusals.broken)
        .map((call, index) => ({
          to: String(call.body['chat_id']),
          text: typeof call.body['text'] === 'string' ? call.body['text'] : '',
          providerId: String(index),
        })),
    answerNext: (...answers) => fake.answerNext('sendMessage', ...answers.map((one) => (one === 'accept' ? null : refusals[one]))),
    close: () => fake.close(),
  };
}
