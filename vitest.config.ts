import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'apps/**/src/**/*.spec.ts',
      'libs/**/src/**/*.spec.ts',
      'tools/**/*.spec.ts',
      'infra/**/*.spec.ts',
      'e2e/faults/**/*.spec.ts',
    ],
    passWithNoTests: false,
  },
});
