import { Client } from '@grpc/grpc-js';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { aClient, anOldServer, aServer, closeAll, found, type Texts } from '../testing/texts.ts';

// Made through this, a call is one of its own.
const alone = jest.spyOn(Client.prototype, 'makeUnaryRequest');

jest.setTimeout(30_000);
afterEach(closeAll);

type Release = 'new' | 'old';

/** Servers of these releases, and how often each was called. */
async function servers(releases: readonly Release[]) {
  const calls = releases.map(() => 0);
  const ports = await Promise.all(
    releases.map(async (release, at) => {
      const count = () => ((calls[at] = (calls[at] ?? 0) + 1), found);
      return release === 'old' ? anOldServer(count) : (await aServer(async () => count())).port;
    }),
  );
  return { calls, ports };
}

async function isInStreams(texts: Texts): Promise<boolean> {
  const before = alone.mock.calls.length;
  await texts.once(found);
  return alone.mock.calls.length === before;
}

/** Connected to all of them, and with the streams that they have. */
async function settled(
  texts: Texts,
  { calls, ports }: Awaited<ReturnType<typeof servers>>,
  streamed: boolean,
) {
  await waitFor(async () => {
    expect(await isInStreams(texts)).toBe(streamed);
    expect(calls.filter((count) => count > 0)).toHaveLength(ports.length);
  }, 10_000);
  calls.fill(0);
}

async function share(texts: Texts, calls: readonly number[], text: (at: number) => string = () => '') {
  for (let at = 0; at < 120; at++) await texts.once({ text: text(at) });
  const equal = 120 / calls.length;
  for (const count of calls) expect(Math.abs(count - equal)).toBeLessThanOrEqual(1);
}

describe('every instance gets its share of the calls', () => {
  const four: readonly Release[] = ['new', 'new', 'new', 'new'];
  it.each<[string, { releases: readonly Release[]; streams?: boolean; streamed: boolean }]>([
    ['without streams, two', { releases: ['new', 'new'], streams: false, streamed: false }],
    ['without streams, four', { releases: four, streams: false, streamed: false }],
    ['of servers that have no streams, two', { releases: ['old', 'old'], streamed: false }],
    ['of servers that have no streams, four', { releases: ['old', 'old', 'old', 'old'], streamed: false }],
    ['of two, one of which has no streams', { releases: ['old', 'new'], streamed: false }],
    ['of four, one of which has no streams', { releases: ['new', 'old', 'new', 'new'], streamed: false }],
    ['in streams', { releases: four, streamed: true }],
  ])('%s', async (_, { releases, streams = true, streamed }) => {
    const all = await servers(releases);
    const { texts } = aClient(all.ports, { streams });
    await settled(texts, all, streamed);
    await share(texts, all.calls);
    expect(await isInStreams(texts)).toBe(streamed);
  });

  it('in streams, with a long request now and then', async () => {
    const all = await servers(four);
    const { texts } = aClient(all.ports);
    await settled(texts, all, true);
    // Every third: if a long one took two turns, the second of them would always be the same instance's.
    await share(texts, all.calls, (at) => (at % 3 === 0 ? 'x'.repeat(40_000) : ''));
  });
});
