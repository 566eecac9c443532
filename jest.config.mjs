// The one Jest preset: `npm test`, the Nx targets and `npm run jest` all use it. How: CONTRIBUTING.md, "Tests".
export default {
  rootDir: import.meta.dirname,
  testMatch: [
    '<rootDir>/{apps,libs}/**/src/**/*.spec.ts',
    '<rootDir>/{bench,infra,tools}/**/*.spec.ts',
    '<rootDir>/e2e/faults/**/*.spec.ts',
  ],
  modulePathIgnorePatterns: ['/dist/', '<rootDir>/.local/', '<rootDir>/.nx/'],
  testEnvironment: '<rootDir>/tools/jest/environment.mjs',
  // Specs import what they use from @jest/globals.
  injectGlobals: false,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: { '\\.tsx?$': '<rootDir>/tools/jest/transform.mjs' },
  transformIgnorePatterns: ['/node_modules/(?!@tradepost/)'],
  cacheDirectory: '<rootDir>/.local/jest',
  workerIdleMemoryLimit: '400MB',
};
