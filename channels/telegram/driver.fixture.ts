/** How does the Bot API speak? For the conformance suite. */
import { bytes, local, outgoing, quietDeps, type Kind } from '../conformance/driver-kit.fixture.ts';
import type { Driver, ProviderAnswer } from '../conformance/driver.ts';
import type { ChannelDeps, RawInbound } from '../contract/channel-adapter.ts';
import { textUpdate } from './telegram-fake.fixture.ts';
import { telegram, type TelegramAccount, type TelegramDelivery } from './telegram.ts';

const telegramAnswers: Record<string, object> = {
  'rate limit': { ok: false, error_code: 429, description: 'Too Many Requests: retry after 3', parameters: { retry_after: 3 } },
  'token revoked': { ok: false, error_code: 401, description: 'Unauthorized' },
  'bot blocked': { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' },
  'chat unknown': { ok: false, error_code: 400, description: 'Bad Request: chat not found' },
  'group moved': {
    ok: false,
    error_code: 400,
    description: 'Bad Request: group chat was upgraded',
    parameters: { migrate_to_chat_id: -100 },
  },
  'text refused': { ok: false, error_code: 400, description: 'Bad Request: message is too long' },
  'polled by another': { ok: false, error_code: 409, description: 'Conflict: terminated by other getUpdates request' },
  'broken after taking it': { ok: false, error_code: 500, description: 'Internal Server Error' },
};

function telegramFetch(behaviour: 'accept' | 'loseAnswer' | ProviderAnswer, calls: Kind[]): typeof fetch {
  return async (url) => {
    const method = new URL(url instanceof Request ? url.url : url).pathname.split('/').at(-1)!;
    calls.push(/^send(?:Message|Photo|Document)$/.test(method) ? 'message' : method === 'sendChatAction' ? 'typing' : 'other');
    if (behaviour === 'loseAnswer') throw new TypeError('fetch failed');
    const body =
      behaviour === 'accept' ? { ok: true, result: { message_id: 7, chat: { id: 5_000_000_001 } } } : telegramAnswers[behaviour.title];
    const status = behaviour === 'accept' ? 200 : Number((body as { error_code: number }).error_code);
    return Response.json(body, { status });
  };
}

export function driver(): Driver<TelegramAccount, TelegramDelivery, ChannelDeps> {
  const maria = { id: 5_000_000_001, first_name: 'Maria' };
  const secret = 'older-secret';
  const shown = (body: unknown, said: string | undefined = secret): RawInbound => ({
    ...local(bytes(body)),
    headers: said === undefined ? {} : { 'x-telegram-bot-api-secret-token': said },
  });
  const numberOf = (eventId: string) => Number(eventId.replaceAll(/\D/g, '')) + 10;
  return {
    adapter: telegram,
    account: {
      botId: '4300000001',
      botToken: `4300000001:${'A'.repeat(35)}`,
      webhookSecrets: ['newer-secret', secret],
      webhookUrl: null,
      apiRoot: 'https://telegram.example',
    },
    incoming: (text, eventId) => shown(textUpdate(numberOf(eventId), text, maria)),
    forged: { raw: shown(textUpdate(99, 'Hello', maria), 'guessed-secre'), answer: 'refused' },
    unknownInbound: () => shown({ update_id: 5, poll_answer: { poll_id: '1' } }),
    outgoing: outgoing('telegram', String(maria.id)),
    deps: (behaviour) => {
      const calls: Kind[] = [];
      return { deps: { ...quietDeps(calls), fetch: telegramFetch(behaviour, calls) }, calls: () => calls };
    },
    notThere: { batchIsSplit: 'one update per call', statusesOnlyMoveForward: 'Telegram says nothing of it' },
    answers: [
      { title: 'rate limit', expected: { outcome: 'retry' } },
      { title: 'token revoked', expected: { outcome: 'rejected', class: 'authBroken' } },
      { title: 'bot blocked', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'chat unknown', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'group moved', expected: { outcome: 'rejected', class: 'permanentRecipient' } },
      { title: 'text refused', expected: { outcome: 'rejected', class: 'permanentContent' } },
      { title: 'polled by another', expected: { outcome: 'rejected', class: 'configuration' } },
      { title: 'broken after taking it', expected: { outcome: 'unknown' } },
    ],
    textOf: (payload) => (payload.kind === 'text' ? payload.text : ''),
  };
}
