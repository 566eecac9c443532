// Who may import whom inside a service; tools/lint/layers.unit.spec.ts sees each rule catch.
/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'domain/ imports its own folder, @tradepost/decision, @tradepost/addresses and the rules of @tradepost/contracts (limits, slug, gtin), nothing else',
      severity: 'error',
      from: { path: '(^|/)apps/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        pathNot: [
          '(^|/)apps/[^/]+/src/domain/',
          '(^|/)libs/platform/(decision|addresses)/',
          '^@tradepost/(decision|addresses)',
          '(^|/)libs/contracts/src/(limits|slug|gtin)\\.ts$',
        ],
      },
    },
    {
      name: 'flows-know-no-io',
      comment: 'flows/ say what happens; how it touches the world stands behind ports',
      severity: 'error',
      from: { path: '(^|/)apps/[^/]+/src/flows/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(^|/)apps/[^/]+/src/io/' },
    },
    {
      name: 'flows-know-no-database',
      comment: 'SQL, events on the wire, clocks and randomness stand behind ports: see ports.ts of a service',
      severity: 'error',
      from: { path: '(^|/)apps/[^/]+/src/flows/', pathNot: '\\.spec\\.ts$' },
      to: { path: '(^|/)libs/platform/(database|messaging)/' },
    },
    {
      name: 'flows-know-no-node',
      comment: 'what a flow needs of the machine it gets by a port',
      severity: 'error',
      from: { path: '(^|/)apps/[^/]+/src/flows/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-app-imports-another',
      severity: 'error',
      from: { path: '(^|/)apps/([^/]+)/' },
      to: { path: '(^|/)apps/([^/]+)/', pathNot: '(^|/)apps/$2/' },
    },
    {
      name: 'nest-has-its-own-library',
      comment: 'Node runs the other libraries as they are, and it can not run decorators',
      severity: 'error',
      from: { path: '(^|/)libs/platform/', pathNot: '(^|/)libs/platform/nest/' },
      to: { path: '(^|/)node_modules/@nestjs/|(^|/)libs/platform/nest/' },
    },
    {
      name: 'features-know-no-other-feature',
      comment: 'what two parts of the storefront share belongs in lib/ or ui/',
      severity: 'error',
      from: { path: '(^|/)apps/storefront/src/features/([^/]+)/' },
      to: {
        path: '(^|/)apps/storefront/src/(features/([^/]+)|routes|server)/',
        pathNot: '(^|/)apps/storefront/src/features/$2/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'ui-knows-no-shop',
      severity: 'error',
      from: { path: '(^|/)apps/storefront/src/ui/' },
      to: { path: '(^|/)apps/storefront/src/(features|routes|server|lib)/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'a file without importers is dead code, or an entry point that belongs in this list',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '(^|/)(main|seed|index|routes|root|entry\\.(server|client))\\.tsx?$',
          '(^|/)storefront/src/routes/',
          '\\.(spec|config)\\.(ts|mjs)$',
          '(^|/)testing/',
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '/.react-router/', '/src/gen/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  },
};
