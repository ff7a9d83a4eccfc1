/** What does somebody see who reads all there is to read? Every GET of the API's own description, page by page, with the ids that are given. */
import type { FullStep } from './full-steps.ts';
import type { Person } from './set-up.ts';

export interface ReadAnswer {
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

/** Lists that are asked for something. `word`: what is looked for. */
const queries = (ids: Readonly<Record<string, string>>, word: string): Record<string, readonly string[]> => ({
  '/search': [`q=${word}`],
  '/customers': ['', `q=${word}`],
  '/cases': ['view=all', 'view=next', 'view=mine', 'view=team', 'view=waiting'],
  '/identities': [`customerId=${ids['customer']}`],
  '/audit/events': ['about=everything', 'about=settings'],
  '/leave': ['from=2026-11-01T00:00:00.000Z&to=2027-10-01T00:00:00.000Z'],
  '/shifts': ['', 'from=2026-11-01T00:00:00.000Z&to=2027-10-01T00:00:00.000Z'],
  '/today/without': [`memberIds=${ids['owner']}`],
  '/holidays': ['year=2027&country=DE'],
  '/commitment-policies/preview': [`calendarId=${ids['calendar']}&replyWithinMinutes=60`],
  '/workspaces/current/retention/preview': ['quietMonths=240'],
  '/mailboxes/guess': ['address=help@lantern.invalid'],
});

/** Pages that go on go on, at most this many. */
const mostPages = 30;

export async function readEverything(
  url: string,
  who: Person,
  { ids, words, steps }: { ids: Readonly<Record<string, string>>; words: readonly string[]; steps: readonly FullStep[] },
): Promise<ReadAnswer[]> {
  const { paths } = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as { paths: Record<string, { get?: object }> };
  const lists = Object.keys(paths)
    .filter((path) => paths[path]!.get !== undefined && !path.includes('{'))
    .map((path) => path.replace('/api/v1', ''));
  const read: ReadAnswer[] = [];
  const get = async (path: string): Promise<ReadAnswer> => {
    const answer = await who.fetch(`/api/v1${path}`);
    const got = { path, status: answer.status, text: `${await answer.text()}${JSON.stringify([...answer.headers])}` };
    read.push(got);
    return got;
  };
  const pages = async (path: string): Promise<void> => {
    let next: string | null = path;
    for (let page = 0; next !== null && page < mostPages; page += 1) {
      const { text } = await get(next);
      const cursor: string | undefined = /"nextCursor":"([^"]+)"/.exec(text)?.[1];
      next = cursor === undefined ? null : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    }
  };
  const asked = words.flatMap((word) =>
    lists.flatMap((path) => (queries(ids, word)[path] ?? ['']).map((query) => `${path}${query === '' ? '' : `?${query}`}`)),
  );
  for (const path of new Set(asked)) await pages(path);
  for (const { route, path } of steps.filter((step) => step.route.startsWith('GET ')))
    await pages(route.slice('GET '.length).replaceAll(/\{(\w+)\}/g, (_all, name: string) => path[name]!));
  return read;
}
