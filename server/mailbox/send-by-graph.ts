/** Does Microsoft take a mail that leaves by Graph? One question; what cannot be told is `unknown`, and never sent again blindly. */
import type { MailSender } from '../channel-registry.ts';
import { noOf, openGraph } from './graph-talk.ts';
import type { ReachOptions } from './reach.ts';

type Outcome = Awaited<ReturnType<MailSender['send']>>;
type Mail = Parameters<MailSender['send']>[0];

export async function sendByGraph(graphUrl: string, accessToken: string, mail: Mail, options: ReachOptions): Promise<Outcome> {
  const graph = openGraph(graphUrl, options);
  try {
    const answer = await graph.send(accessToken, mail.raw);
    // Broken off or silent: it may have been taken.
    if (answer.kind !== 'answer') return { outcome: 'unknown', code: answer.kind, detail: 'Graph did not say whether it took the mail.' };
    const code = String(answer.status);
    const detail = answer.body.toString().slice(0, 500);
    // It says of a mail it took that it was accepted, and no more: no id comes with it.
    if (answer.status === 202) return { outcome: 'accepted', providerId: '', detail };
    const no = noOf(answer);
    if (no?.no === 'busy') return { outcome: 'retry', code, retryAfterMs: no.retryAfterMs, detail };
    if (answer.status === 401 || answer.status === 403) return { outcome: 'rejected', class: 'authBroken', code, detail };
    if (answer.status >= 400 && answer.status < 500) return { outcome: 'rejected', class: 'permanentContent', code, detail };
    return { outcome: 'unknown', code, detail };
  } finally {
    await graph.close();
  }
}
