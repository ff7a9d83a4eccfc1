/**
 * What is behind a file's id? Asked for its address, then fetched with the token, from Slack's own hosts alone: a file kept elsewhere may name any address.
 * Whoever may not read a file is shown a page to sign in, with status 200.
 */
import { z } from 'zod';
import type { ChannelDeps, FetchedFile } from '../contract/channel-adapter.ts';
import { notFetched, readFile } from '../contract/provider-file.ts';
import { callSlack, type Called } from './call-slack.ts';
import { codeOf } from './slack-outcome.ts';
import type { SlackAccount } from './slack-account.ts';
import { fetchBytes } from './slack-description.ts';
import { slackAddress } from './slack-hosts.ts';

const found = z.looseObject({
  file: z.looseObject({
    url_private_download: z.string().optional(),
    url_private: z.string().optional(),
    mimetype: z.string().optional().catch(undefined),
  }),
});
const most = { bytes: fetchBytes, reason: 'larger than 25 MB' };
const mayNotRead = 'the app may not read files in Slack (files:read)';

export async function fetchFile(fileId: string, account: SlackAccount, deps: ChannelDeps): Promise<FetchedFile> {
  const called = await callSlack('files.info', { file: fileId }, account, deps);
  if (called.kind !== 'answer' || !called.answer.ok) return notFound(called);
  const read = found.safeParse(called.answer);
  const { url_private_download: download, url_private: url, mimetype = '' } = read.data?.file ?? {};
  const address = slackAddress(download ?? url ?? '', account.apiRoot);
  if (address === null) return notFetched(false, 'Slack does not keep the file');
  try {
    const response = await deps.fetch(address, { headers: { authorization: `Bearer ${account.botToken}` } });
    const { status, ok, body, headers } = response;
    if (ok && body !== null && !isSignIn(headers, mimetype)) return await readFile(body, most);
    await body?.cancel();
    if (ok) return notFetched(false, mayNotRead);
    return notFetched(status === 401 || status === 429 || status >= 500, 'Slack did not give the file');
  } catch (error) {
    return isRedirect(error) ? notFetched(false, mayNotRead) : notFetched(true, 'the connection to Slack broke');
  }
}

function notFound(called: Called): FetchedFile {
  if (called.kind !== 'answer') return notFetched(true, 'Slack did not answer');
  const code = codeOf(called.answer);
  if (code === 'missing_scope') return notFetched(false, mayNotRead);
  const isGone = code === 'file_not_found' || code === 'file_deleted';
  // All else is about the token, which may just be changing, or about Slack itself.
  return isGone ? notFetched(false, 'the file is not there any more') : notFetched(true, 'Slack did not give the file');
}

/** A page in place of a file that is none. */
const isSignIn = (headers: Headers, mimetype: string): boolean =>
  /^text\/html\b/i.test(headers.get('content-type') ?? '') && !/^text\/html\b/i.test(mimetype);

/** The way to that page; our calls follow none. */
const isRedirect = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof Error && error.cause.message === 'unexpected redirect';
