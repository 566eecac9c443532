import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'apps/**/src/**/*.spec.ts',
      'libs/**/src/**/*.spec.ts',
      'tools/**/*.spec.ts',
      'infra/**/*.spec.ts',
    ],
    passWithNoTests: false,
  },
});
