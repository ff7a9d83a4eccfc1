// May this file import that one? The dependency rule of ARCHITECTURE.md, one entry per sentence of it. A planted violation for every rule
// stands in tools/gates/dependency-rule.test.ts.
const test = '\\.(test|fixture)\\.tsx?$|(^|/)(conformance|test-[a-z-]+)(/|\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'core-imports-only-core',
      comment: 'Rules are pure: no network, no disk, no clock, no library.',
      severity: 'error',
      from: { path: '^core/', pathNot: test },
      to: { pathNot: '^core/' },
    },
    {
      name: 'wire-imports-only-core-and-zod',
      comment: 'The public shapes know nothing of the server that serves them.',
      severity: 'error',
      from: { path: '^wire/', pathNot: test },
      to: { pathNot: '^(wire|core)/|node_modules/zod/' },
    },
    {
      name: 'channel-sees-contract-and-kernel',
      comment: 'An adapter sees its contract, core/kernel and core/identity, and its own folder; never the server, never another channel.',
      severity: 'error',
      from: { path: '^channels/([^/]+)/', pathNot: `${test}|^channels/(contract|conformance)/` },
      to: {
        path: '^(channels|core|wire|server|desk|messenger|cli|tools|e2e)/',
        pathNot: '^channels/($1|contract)/|^core/(kernel|identity)/',
      },
    },
    {
      name: 'contract-names-no-channel',
      comment: 'The contract and its suite know adapters only through the contract.',
      severity: 'error',
      from: { path: '^channels/(contract|conformance)/', pathNot: '\\.(test|fixture)\\.ts$' },
      to: {
        path: '^(channels|core|wire|server|desk|messenger|cli|tools|e2e)/',
        pathNot: '^channels/(contract|conformance)/|^core/(kernel|identity)/',
      },
    },
    {
      name: 'only-the-registry-names-channels',
      comment: 'A third channel must not mean editing the server.',
      severity: 'error',
      from: { path: '^(server|cli|tools)/', pathNot: `${test}|^server/channel-(registry|libraries)\\.ts$` },
      to: { path: '^channels/', pathNot: '^channels/contract/' },
    },
    {
      name: 'enter-a-step-by-its-front-door',
      comment:
        'A server step enters another only through <step>/<step>.ts. The platform is open to all; main.ts and the tests assemble the steps.',
      severity: 'error',
      from: { path: '^server/([^/]+)/', pathNot: test },
      to: { path: '^server/([^/]+)/', pathNot: '^server/($1|platform)/|^server/([^/]+)/\\2\\.ts$' },
    },
    {
      name: 'platform-knows-no-step',
      comment: 'The platform carries the steps and knows none of them.',
      severity: 'error',
      from: { path: '^server/platform/', pathNot: test },
      to: { path: '^server/(?!platform/)' },
    },
    {
      name: 'server-does-not-see-screens',
      comment: 'Screens are served as built files, never imported.',
      severity: 'error',
      from: { path: '^(server|channels|wire|core)/', pathNot: test },
      to: { path: '^(desk|messenger|cli|tools|e2e)/' },
    },
    {
      name: 'desk-sees-wire-and-core',
      comment: 'The desk uses the public API and nothing else.',
      severity: 'error',
      from: { path: '^desk/', pathNot: `${test}|^desk/(vite\\.config|build)\\.ts$` },
      to: { path: '^(server|channels|messenger|cli|tools|e2e)/|^core/calendar/compile\\.ts$' },
    },
    {
      name: 'messenger-takes-only-types-from-wire',
      comment: 'zod alone would be larger than the whole messenger.',
      severity: 'error',
      from: { path: '^messenger/', pathNot: test },
      to: { path: '^wire/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'messenger-sees-little',
      comment:
        'The messenger sees wire (types) and the catalogues of words in core/commitment/words, and the words of danger; nothing else of ours.',
      severity: 'error',
      from: { path: '^messenger/', pathNot: `${test}|^messenger/(vite\\.config|build)\\.ts$` },
      to: {
        path: '^(core|server|channels|desk|cli|tools|e2e)/',
        pathNot: '^core/(commitment/words/|craft/urgent-words\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-test-in-product',
      comment: 'Product code does not lean on a test.',
      severity: 'error',
      from: { path: '^(core|channels|wire|server|desk|messenger|cli)/', pathNot: test },
      to: { path: '\\.(test|fixture)\\.tsx?$|^e2e/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|data|\\.tmp)/' },
    // Types count as imports too: a type-only import across a wall is still a hole in it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    // Workspaces are linked into node_modules; the real path is what the rules speak of.
    preserveSymlinks: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
