import net from 'node:net';
import type * as Ports from './ports.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

// Outside the default range, from which a running shop takes its ports.
const FIRST = 21_950;
let ports: typeof Ports;
let taken: net.Server;
const rangeBefore = process.env['PORT_RANGE'];

beforeAll(async () => {
  process.env['PORT_RANGE'] = `${FIRST}-${FIRST + 39}`;
  ports = await import('./ports.ts');
  taken = net.createServer();
  await new Promise<void>((done) => taken.listen({ port: FIRST + 20, host: '127.0.0.1' }, done));
});
afterAll(async () => {
  if (rangeBefore === undefined) delete process.env['PORT_RANGE'];
  else process.env['PORT_RANGE'] = rangeBefore;
  await new Promise((done) => taken.close(done));
});

describe('a free port', () => {
  it('is given to one of many concurrent callers only', async () => {
    const given = await Promise.all(Array.from({ length: 30 }, () => ports.freePort(FIRST + 5)));
    expect(new Set(given).size).toBe(30);
    expect(given).toContain(FIRST + 5);
    expect(given).not.toContain(FIRST + 20);
  });

  it('is refused when the range has none left', async () => {
    const rest = Array.from({ length: 20 }, () => ports.freePort());
    const refused = (await Promise.allSettled(rest)).filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(11);
    expect(refused[0]).toMatchObject({
      reason: { message: expect.stringContaining('choose another range with PORT_RANGE') },
    });
  });
});
