/**
 * How does a channel begin? `npm run new:channel -- carrier "Carrier Pigeon"` lays out a folder that passes the conformance suite with an invented provider's
 * facts, and adds its line to the list of channels. What is left to do is to put the real provider's facts in their place; nothing else names the channel.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const typeShape = /^[a-z][a-z0-9-]{1,31}$/;

export class NewChannelTrouble extends Error {}

const upper = (word: string): string => `${word[0]!.toUpperCase()}${word.slice(1)}`;
/** `my-app` becomes `myApp`. */
const nameOf = (type: string): string => type.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The invented provider under another name. */
function renamed(file: string, { type, title }: { readonly type: string; readonly title: string }): string {
  const name = nameOf(type);
  return readFileSync(join(here, file), 'utf8')
    .replaceAll('Pigeon Post', title)
    .replaceAll(/Pigeon(?=[A-Z])/g, upper(name))
    .replaceAll('x-pigeon', `x-${type}`)
    .replaceAll('https://pigeon.example', `https://${type}.example`)
    .replaceAll(/(['`])pigeon(['`:])/g, (_, before: string, after: string) => `${before}${type}${after}`)
    .replaceAll(/\bpigeon(?=[A-Z]|\b)/g, name);
}

/** Paths that were written, from `root`. */
export function newChannel(root: string, { type, title }: { readonly type: string; readonly title: string }): string[] {
  if (!typeShape.test(type))
    throw new NewChannelTrouble('The type is part of an address for good: 2 to 32 lower-case letters, digits and -.');
  const folder = join(root, 'channels', type);
  const list = join(root, 'channels/providers.ts');
  if (existsSync(folder)) throw new NewChannelTrouble(`channels/${type} is there already.`);
  const name = nameOf(type);
  const files: Readonly<Record<string, string>> = {
    [`${type}.ts`]: renamed('pigeon.ts', { type, title }).replace(
      /^\/\*\*[\s\S]*?\*\/\n/,
      `/** ${title} as a channel: what comes in by webhook, and answers by one call each. The provider is still the invented one of \`channels/conformance\`. */\n`,
    ),
    'driver.fixture.ts': renamed('pigeon-driver.fixture.ts', { type, title })
      .replace(/^\/\*\*.*?\*\/\n/, `/** How does ${title} speak? For the conformance suite. */\n`)
      .replace("'./driver-kit.fixture.ts'", "'../conformance/driver-kit.fixture.ts'")
      .replace("'./driver.ts'", "'../conformance/driver.ts'")
      .replace("'./pigeon.ts'", `'./${type}.ts'`)
      .replace(`'./${name}.ts'`, `'./${type}.ts'`)
      .replace(`export function ${name}Driver(`, 'export function driver('),
    [`${type}-channel.ts`]: channelFile({ type, title }),
    'README.md': readme({ type, title }),
  };
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  const line = `export { ${name}Channel as ${JSON.stringify(type).slice(1, -1) === name ? name : `'${type}'`} } from './${type}/${type}-channel.ts';`;
  const [head, ...lines] = readFileSync(list, 'utf8').trimEnd().split('\n');
  writeFileSync(list, `${[head, ...[...lines, line].toSorted((a, b) => (pathIn(a) < pathIn(b) ? -1 : 1))].join('\n')}\n`);
  return [...Object.keys(files).map((file) => `channels/${type}/${file}`), 'channels/providers.ts'];
}

const pathIn = (line: string): string => /from '(.+)'/.exec(line)?.[1] ?? '';

function channelFile({ type, title }: { readonly type: string; readonly title: string }): string {
  const name = nameOf(type);
  return `/** ${title}, as the list of channels names it. */
import { secretsIn, type ProviderChannel } from '../contract/provider-channel.ts';
import { ${name}Description, type ${upper(name)}Account, type ${upper(name)}Delivery } from './${type}.ts';

export const ${name}Channel: ProviderChannel<${upper(name)}Account, ${upper(name)}Delivery> = {
  description: ${name}Description,
  scheme: '${type}',
  apiUrl: 'https://${type}.example',
  load: async () => (await import('./${type}.ts')).${name},
  accountOf: (stored, { apiUrl }) => ({ baseUrl: apiUrl, secrets: secretsIn(stored, 'secret') }),
};
`;
}

function readme({ type, title }: { readonly type: string; readonly title: string }): string {
  return `# ${title}

Laid out by \`npm run new:channel\`: it passes the conformance suite with an invented provider. Put the real one's facts in its place, each with the page that says so:

1. \`${type}.ts\`: limits, receipts, windows and rates of the description; how a call is signed; what each kind of event says; what each answer to a message means.
   Split it by verb when it grows (\`channels/telegram\` shows how).
2. \`lifecycle\`: \`identify\`, \`connect\` and \`health\` ask the provider whose account it is, tell it where to call us, and whether it still does.
3. \`driver.fixture.ts\`: the provider's own bytes and answers.
4. \`provider.fixture.ts\`: a stand-in that speaks HTTP (\`channels/conformance/provider-fake.ts\`). With it the channel goes through the trials of
   \`server/channel/every-provider.pg.test.ts\`; without it, it must not be released.
5. Words for whoever connects it, in English and German.
6. \`npm run channels-page\` writes what it has shown.
`;
}

if (import.meta.main) {
  const [type = '', title = ''] = process.argv.slice(2);
  try {
    if (title === '') throw new NewChannelTrouble('Say the type and the title: npm run new:channel -- carrier "Carrier Pigeon"');
    for (const path of newChannel(join(here, '../..'), { type, title })) console.log(`written: ${path}`);
  } catch (error) {
    if (!(error instanceof NewChannelTrouble)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
