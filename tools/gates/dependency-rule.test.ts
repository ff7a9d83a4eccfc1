/** Does the dependency rule bite? One planted import per rule must turn it red, and a tree that keeps the rule must be green. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dependencyRule } from './foreign-gates.ts';
import { withPlantedProject, type Plant } from './planted-tree.ts';
import { projectRoot } from './tool.ts';

const keepsTheRule: Plant = {
  'core/kernel/instant.ts': 'export const dayMs = 86_400_000;\n',
  'core/calendar/compile.ts': "import { dayMs } from '../kernel/instant.ts';\nexport const weekMs = 7 * dayMs;\n",
  'core/commitment/words/en.ts': "export const words = { soon: 'soon' };\n",
  'wire/case.ts':
    "import * as z from 'zod';\nexport const caseShape = z.object({ number: z.number() });\nexport type CaseShape = z.infer<typeof caseShape>;\n",
  'channels/contract/adapter.ts':
    "import { dayMs } from '@meanwhile/core/kernel/instant.ts';\nexport interface Adapter { readonly windowMs: number }\nexport const windowMs = dayMs;\n",
  'channels/email/email.ts': "import type { Adapter } from '../contract/adapter.ts';\nexport const email: Adapter = { windowMs: 1 };\n",
  'channels/sms/sms.ts': "import { dayMs } from '@meanwhile/core/kernel/instant.ts';\nexport const sms = dayMs;\n",
  'server/channel-registry.ts': "import { email } from '@meanwhile/channels/email/email.ts';\nexport const registry = [email];\n",
  'server/platform/clock.ts': 'export const start = 0;\n',
  'server/intake/intake.ts': "import { start } from '../platform/clock.ts';\nexport const takeIn = start;\n",
  'server/intake/intake.store.ts': 'export const rows = 0;\n',
  'server/reply/reply.ts': "import { takeIn } from '../intake/intake.ts';\nexport const reply = takeIn;\n",
  'desk/sync/store.ts':
    "import { dayMs } from '@meanwhile/core/kernel/instant.ts';\nimport { caseShape } from '@meanwhile/wire/case.ts';\nexport const store = { dayMs, caseShape };\n",
  'messenger/line.ts':
    "import type { CaseShape } from '@meanwhile/wire/case.ts';\nexport const line = async (one: CaseShape) => [one, await import('@meanwhile/core/commitment/words/en.ts')];\n",
};

/** rule → the planted file, and what it says. */
const breaksTheRule: Readonly<Record<string, readonly [path: string, text: string]>> = {
  'no-cycles': ['core/kernel/egg.ts', "import { hen } from './hen.ts';\nexport const egg = () => hen;\n"],
  'core-imports-only-core': ['core/kernel/reads.ts', "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n"],
  'wire-imports-only-core-and-zod': [
    'wire/served.ts',
    "import { start } from '@meanwhile/server/platform/clock.ts';\nexport const served = start;\n",
  ],
  'channel-sees-contract-and-kernel': ['channels/sms/peeks.ts', "import { email } from '../email/email.ts';\nexport const peek = email;\n"],
  'contract-names-no-channel': ['channels/contract/knows.ts', "import { email } from '../email/email.ts';\nexport const knows = email;\n"],
  'only-the-registry-names-channels': [
    'server/intake/names.ts',
    "import type { email } from '@meanwhile/channels/email/email.ts';\nexport type Named = typeof email;\n",
  ],
  'enter-a-step-by-its-front-door': [
    'server/reply/side-door.ts',
    "import { rows } from '../intake/intake.store.ts';\nexport const sideDoor = rows;\n",
  ],
  'platform-knows-no-step': ['server/platform/leans.ts', "import { takeIn } from '../intake/intake.ts';\nexport const leans = takeIn;\n"],
  'server-does-not-see-screens': [
    'server/reply/paints.ts',
    "import { line } from '../../messenger/line.ts';\nexport const paints = line;\n",
  ],
  'desk-sees-wire-and-core': [
    'desk/sync/compiles.ts',
    "import { weekMs } from '@meanwhile/core/calendar/compile.ts';\nexport const compiles = weekMs;\n",
  ],
  'messenger-takes-only-types-from-wire': [
    'messenger/heavy.ts',
    "import { caseShape } from '@meanwhile/wire/case.ts';\nexport const heavy = caseShape;\n",
  ],
  'messenger-sees-little': [
    'messenger/deep.ts',
    "import { dayMs } from '@meanwhile/core/kernel/instant.ts';\nexport const deep = dayMs;\n",
  ],
  'no-test-in-product': ['core/kernel/leans.ts', "import { proof } from './instant.test.ts';\nexport const leans = proof;\n"],
};

const alongside: Plant = {
  'core/kernel/hen.ts': "import { egg } from './egg.ts';\nexport const hen = () => egg;\n",
  'core/kernel/instant.test.ts': 'export const proof = true;\n',
};

test('a tree that keeps the dependency rule is green, and was really looked at', async () => {
  const run = await withPlantedProject(keepsTheRule, dependencyRule);
  expect(run.output).toBe(`${Object.keys(keepsTheRule).length} modules cruised`);
  expect(run.isGreen).toBe(true);
});

test('every rule turns red on the import it forbids', async () => {
  const run = await withPlantedProject(
    { ...keepsTheRule, ...alongside, ...Object.fromEntries(Object.values(breaksTheRule)) },
    dependencyRule,
  );
  expect(run.isGreen).toBe(false);
  const found = run.violations.map(({ rule, from }) => `${rule}: ${from}`);
  for (const [rule, [path]] of Object.entries(breaksTheRule)) expect(found).toContain(`${rule}: ${path}`);
});

test('no rule is without a planted violation', () => {
  const { forbidden } = createRequire(import.meta.url)(join(projectRoot, '.dependency-cruiser.cjs')) as { forbidden: { name: string }[] };
  expect(Object.keys(breaksTheRule).sort()).toEqual(forbidden.map((rule) => rule.name).sort());
});

test('looking at nothing is red, and so is an import of ours that leads nowhere', async () => {
  expect(await withPlantedProject({}, dependencyRule)).toMatchObject({ isGreen: false, modulesCruised: 0 });
  const astray = {
    ...keepsTheRule,
    'core/kernel/astray.ts': "import { gone } from '@meanwhile/core/kernel/gone.ts';\nexport const astray = gone;\n",
  };
  expect(await withPlantedProject(astray, dependencyRule)).toMatchObject({ isGreen: false });
});
