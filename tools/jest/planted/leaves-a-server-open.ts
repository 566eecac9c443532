// Planted: `open-handles.unit.spec.ts` runs it and expects a failure that names this file.
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';

test('passes, but never closes its server', () => {
  expect(createServer().listen(0).listening).toBe(true);
});
