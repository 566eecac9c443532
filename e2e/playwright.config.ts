import { defineConfig } from '@playwright/test';

// Against a running shop: `npm test` starts one of its own; BASE_URL points to any other.
export default defineConfig({
  testDir: 'journeys',
  testMatch: '**/*.e2e.spec.ts',
  timeout: 60_000,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  use: { baseURL: process.env['BASE_URL'] ?? 'http://localhost:8080' },
});
