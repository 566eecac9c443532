import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { RetryableError } from '@tradepost/errors';
import { waitFor } from '@tradepost/testing/waiting';
import { aClient, aServer, closeAll, found, type Texts } from './testing/texts.ts';

jest.setTimeout(30_000);
afterEach(closeAll);

/** Three servers that note what they were called with. */
async function servers() {
  const seen = [new Set<string>(), new Set<string>(), new Set<string>()];
  const ports = await Promise.all(
    seen.map(async (texts) => {
      const { port } = await aServer(async ({ text }) => (texts.add(text), found));
      return port;
    }),
  );
  return { seen, ports };
}

type Servers = Awaited<ReturnType<typeof servers>>;

async function connected(texts: Texts, { seen }: Servers) {
  let n = 0;
  await waitFor(async () => {
    await texts.once({ text: `first ${(n += 1)}` });
    expect(seen.every((one) => one.size > 0)).toBe(true);
  }, 10_000);
  for (const one of seen) one.clear();
}

const CARTS = Array.from({ length: 60 }, (_, n) => `cart ${n}`);

describe('with an affinity', () => {
  it.each([{ streams: true }, { streams: false }])(
    'calls with one value reach one server: %j',
    async (how) => {
      const all = await servers();
      const clients = [1, 2].map(() => aClient(all.ports, { ...how, affinity: 'text' }).texts);
      for (const texts of clients) await connected(texts, all);
      for (const text of CARTS)
        for (const texts of clients) for (let n = 0; n < 3; n++) await texts.once({ text });
      const places = CARTS.map((text) => all.seen.filter((one) => one.has(text)).length);
      expect(places).toEqual(CARTS.map(() => 1));
      expect(all.seen.every((one) => one.size > 5)).toBe(true);
    },
  );

  it.each(['other', 'text'])('calls without a value in it (%s) take turns', async (affinity) => {
    const all = await servers();
    const { texts } = aClient(all.ports, { affinity });
    await connected(texts, all);
    for (let n = 0; n < 30; n++) await texts.once({ text: '' });
    expect(all.seen.map((one) => one.has(''))).toEqual([true, true, true]);
  });

  it.each([{ streams: true }, { streams: false }])(
    'calls that their server fails are repeated at another one: %j',
    async (how) => {
      const all = await servers();
      const isBroken = { now: false };
      const broken = new Set<string>();
      const { port } = await aServer(async ({ text }) => {
        broken.add(text);
        if (isBroken.now) throw new RetryableError('unavailable', 'no database');
        return found;
      });
      const { texts } = aClient([...all.ports, port], { ...how, affinity: 'text' });
      await connected(texts, { ...all, seen: [...all.seen, broken] });
      isBroken.now = true;
      expect(await Promise.all(CARTS.map((text) => texts.again({ text })))).toEqual(CARTS.map(() => found));
      expect(broken.size).toBeGreaterThan(5);
    },
  );
});
