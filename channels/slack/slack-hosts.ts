/** Is this an address of Slack's? Files lie at addresses that others tell us: a remote file may name any host, and a token belongs to none of those. */

/** They and what is below them; the second is the Slack of American authorities. */
const hosts = ['slack.com', 'slack-gov.com'];

/** Null where it is neither at the API's own origin nor, by https, at one of these hosts. */
export function slackAddress(text: string, apiRoot: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return null;
  if (URL.canParse(apiRoot) && url.origin === new URL(apiRoot).origin) return url;
  const isSlack = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return url.protocol === 'https:' && url.port === '' && isSlack ? url : null;
}
