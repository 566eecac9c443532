import { BOUGHT, groupBy } from '../records/records.ts';
import type { Entry } from '../load/history.ts';
import type { Check, Evidence, Violation } from './check.ts';

const ASKS_ITS_PAYER = 'tok_requires_action';
/** The answers that are not final. */
const NOT_YET = 'payment.action_pending';
const TOO_LATE = 'payment.already_confirmed';

/** One purchase whose payer had to act, and what its callers did and were answered. */
interface Challenged {
  orderId: string;
  state: string;
  authorization: string;
  pressed: Entry[];
  completed: Entry[];
  walkedAway: Entry[];
}

export const challengesAreKept: Check = {
  name: 'payments.challenged',
  promise:
    'a payment that needs confirmation is completed only if the payer confirmed it; after a refusal it can not be paid',
  look: (evidence) => {
    const all = challengedIn(evidence);
    const violations = all.flatMap((one): Violation[] =>
      faultsOf(one).map((what) => ({ what, orderIds: [one.orderId] })),
    );
    const count = (isOne: (one: Challenged) => boolean): number => all.filter(isOne).length;
    const bought = count(({ state }) => BOUGHT.includes(state));
    const left = count(({ pressed }) => pressed.length === 0);
    const heard = all.reduce((sum, { completed }) => sum + completed.length, 0);
    const walked = all.reduce((sum, { walkedAway }) => sum + walkedAway.length, 0);
    const numbers = `${all.length} challenges: ${bought} bought, ${all.length - bought} not; ${left} never answered, completed ${heard} times, abandoned ${walked} times`;
    return { numbers, violations };
  },
};

function challengedIn({ records, history, startedAt, waiting }: Evidence): Challenged[] {
  const orders = new Map(records.orders.map((order) => [order.id, order]));
  const of = (what: string): Map<string, Entry[]> =>
    groupBy(
      history.filter((entry) => entry.what === what),
      ({ orderId = '' }) => orderId,
    );
  const [pressed, completed, walkedAway] = [of('payer'), of('complete'), of('abandon')];
  return records.ledger.flatMap(({ orderId, token, state }) => {
    const order = orders.get(orderId);
    if (token !== ASKS_ITS_PAYER || waiting.has(orderId) || (order && order.createdAt < startedAt)) return [];
    return [
      {
        ...{ orderId, state: order?.state ?? 'not there', authorization: state },
        ...{ pressed: pressed.get(orderId) ?? [], completed: completed.get(orderId) ?? [] },
        walkedAway: walkedAway.get(orderId) ?? [],
      },
    ];
  });
}

function faultsOf({ orderId, state, authorization, pressed, completed, walkedAway }: Challenged): string[] {
  const isBought = BOUGHT.includes(state);
  const mayHavePassed = pressed.some(({ into, outcome }) => into === 'passed' && outcome !== 'no');
  const saidYes = completed.some(({ status }) => status === 200);
  const saidNo = completed.find(
    ({ outcome, code = '' }) => outcome === 'no' && code.startsWith('payment.') && code !== NOT_YET,
  );
  return [
    isBought && !mayHavePassed && `order ${orderId} is ${state}, and its payer never confirmed`,
    !isBought &&
      authorization === 'requires_action' &&
      `order ${orderId} is ${state}, and could still be paid for`,
    saidYes && !isBought && `order ${orderId} was reported as complete and is ${state}`,
    walkedAway.some(({ status }) => status === 200) &&
      isBought &&
      `order ${orderId} was reported as abandoned and is ${state}`,
    walkedAway.some(({ code }) => code === TOO_LATE) &&
      !isBought &&
      `order ${orderId} was reported as already paid and is ${state}`,
    saidNo && isBought && `order ${orderId} got ${saidNo.code} and is ${state}`,
  ].filter((fault) => typeof fault === 'string');
}
