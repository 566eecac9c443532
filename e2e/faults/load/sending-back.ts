import type { Answer, Call, Caller } from './caller.ts';
import { insist } from './insist.ts';
import type { Bought } from './purchase.ts';
import type { Random } from './random.ts';

interface OrderBody {
  lines: { id: string; quantity: number }[];
  fulfilments: { state: string; lines: { lineId: string; quantity: number }[] }[];
}

/**
 * Returns a part of an order, now and then twice.
 * @returns true if a return was requested
 */
export async function sendBack(caller: Caller, random: Random, { id, headers }: Bought): Promise<boolean> {
  const path = `/api/v1/orders/${id}`;
  const about = { orderId: id };
  const seen = await caller.call({ what: 'order.read', method: 'GET', path, headers, about });
  if (seen.outcome !== 'ok') return false;
  const lines = linesToSend(seen.body as OrderBody, random);
  if (!lines) return false;
  const ask = (key: string): Promise<Answer> => {
    const call: Call = {
      ...{ what: 'return', method: 'POST', path: `${path}/returns`, body: { lines, reason: 'Too blue' } },
      headers: { ...headers, 'Idempotency-Key': key },
      about: { ...about, key },
    };
    return insist(caller, random, call);
  };
  const key = random.key();
  // The same lines under two keys at once: they can be returned only once.
  const keys = random.chance(0.25) ? [key, random.key()] : [key];
  const answers = await Promise.all(keys.map(ask));
  return answers.some(({ outcome }) => outcome === 'ok');
}

/** All of one line that was sent out; rarely one that was not, which must be refused. */
function linesToSend(order: OrderBody, random: Random): { lineId: string; quantity: number }[] | undefined {
  const sent = order.fulfilments
    .filter(({ state }) => state === 'shipped' || state === 'delivered')
    .flatMap(({ lines }) => lines);
  if (sent.length > 0) {
    const { lineId, quantity } = random.pick(sent);
    return [{ lineId, quantity: random.chance(0.5) ? quantity : random.between(1, quantity) }];
  }
  if (order.lines.length === 0 || !random.chance(0.1)) return undefined;
  const { id: lineId, quantity } = random.pick(order.lines);
  return [{ lineId, quantity }];
}
