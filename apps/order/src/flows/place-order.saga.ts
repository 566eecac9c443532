import { DomainError, type Decision } from '@tradepost/decision';
import { defineSaga, SuspendSaga, type Refusal, type Saga, type Saved, type StepRun } from '@tradepost/saga';
import { entriesOf } from '../domain/events.ts';
import type { Order, OrderEvent } from '../domain/order.ts';
import {
  ABANDONED,
  addressOf,
  captured,
  confirm,
  expire,
  price,
  pricedOf,
  putToReview,
  reject,
  requireAction,
} from '../domain/purchase.ts';
import type { PurchaseRequest } from '../domain/purchase-request.ts';
import { isFinal } from '../domain/refusals.ts';
import { customerOf } from './customer.ts';
import type { Orders } from './orders.ts';
import { assertKnown, paymentKeys, type PaymentProviders } from './payment-provider.ts';
import type { Answers, Carts, ClaimName, Clock, FinalAnswer, Ids, OrderStore, Stock } from './ports.ts';

/** All that another process needs to go on. The request holds secrets and is dropped with the final answer. */
export type Placing = {
  readonly orderId: string;
  readonly claim: ClaimName;
  /** Null: there is a final answer. */
  readonly request: PurchaseRequest | null;
  /** The provider's name for the authorisation; null: none yet, or nothing to pay. */
  readonly reference: string | null;
};

export type PlacePorts = {
  readonly orders: Orders;
  readonly store: OrderStore;
  readonly carts: Carts;
  readonly stock: Stock;
  readonly payments: PaymentProviders;
  readonly answers: Answers;
  readonly clock: Clock;
  readonly ids: Ids;
  /** The trace the work belongs to, for the stored refusal. */
  readonly traceId: () => string;
  /** How long a payer may take to act. */
  readonly challengeMs: number;
};

/** Lost news from the provider is made up for by asking. */
const ASK_AGAIN_MS = 15_000;

type Run = StepRun<Placing>;

/** The saga of an order has the order's id. */
export const PLACE_ORDER = 'place-order';

/** Read down to see an order succeed; read the undos up to see it refused. */
export function placeOrderSaga(ports: PlacePorts): Saga<Placing> {
  return defineSaga<Placing>({
    name: PLACE_ORDER,
    deadlineMs: 25_000,
    steps: [
      {
        name: 'freeze and price',
        do: (state, run) => freezeAndPrice(ports, state, run),
        undo: ({ orderId, request }, { signal }) =>
          request?.cartId ? ports.carts.unfreeze(orderId, request.cartId, signal) : Promise.resolve(),
      },
      {
        name: 'hold stock',
        do: async ({ orderId }, { signal }) => {
          const order = await ports.orders.get(orderId);
          await ports.stock.hold({ orderId, items: pricedOf(order).lines }, customerOf(order), signal);
        },
        undo: ({ orderId }, { signal }) => ports.stock.release(orderId, 'rejected', signal),
      },
      {
        name: 'authorise payment',
        do: (state, { signal }) => authorise(ports, state, signal),
        undo: (state) => giveBack(ports, state),
      },
      {
        // From here on the hold can't expire. The undo of the hold gives committed goods back as well.
        name: 'commit stock',
        do: ({ orderId }, { signal }) => ports.stock.commit(orderId, signal),
      },
      { name: 'confirm', pivot: true, do: (state, run) => confirmOrder(ports, state, run) },
      { name: 'capture', do: (state, run) => capture(ports, state, run) },
    ],
    refused: (state, why, run) => refuse(ports, state, why, run),
    stuck: (state, why, run) => callAPerson(ports, state, why, run),
  });
}

async function freezeAndPrice(
  ports: PlacePorts,
  state: Placing,
  run: Run,
): Promise<Placing | Saved<Placing>> {
  const { orders, carts, ids, clock } = ports;
  const request = requestOf(state);
  const checkout = await carts.checkout(state.orderId, request, run.signal);
  const shippingAddress = addressOf(request.shippingAddress ?? undefined, checkout.shippingAddress);
  const lines = checkout.lines.map((line) => ({ ...line, id: ids.next() }));
  const priced = { ...checkout, lines, shippingAddress };
  const { isSaved } = await orders.change(
    state.orderId,
    (order) => price(order, priced, clock.now()),
    () => ({ saga: run.progressSql(state) }),
  );
  return isSaved ? run.saved(state) : state;
}

async function authorise(ports: PlacePorts, state: Placing, signal: AbortSignal): Promise<Placing> {
  const { orders, payments } = ports;
  const order = await orders.get(state.orderId);
  const amount = pricedOf(order).totals.grand;
  const provider = payments.of(order.payment.provider, amount);
  const { authorize: key } = paymentKeys(order.id);
  const token = requestOf(state).paymentToken;
  const told = await provider.authorize({ key, amount, token, orderNumber: order.number });
  // It may have booked the money and lost the answer: its books know, we don't.
  const outcome = told.kind === 'unknown' ? ((await provider.status(key)) ?? told) : told;
  assertKnown(outcome);
  if (outcome.kind === 'approved') return { ...state, reference: outcome.reference };
  if (outcome.kind === 'requires_action')
    return waitForPayer(ports, state, { order, url: outcome.challengeUrl, signal });
  throw new DomainError('payment', `payment.${outcome.code}`, outcome.detail);
}

type Challenged = { readonly order: Order; readonly url: string; readonly signal: AbortSignal };

/** The saga sleeps with the goods held for so long. Too late is a no, and the promise is called off with the rest. */
async function waitForPayer(
  { orders, stock, clock, challengeMs }: PlacePorts,
  state: Placing,
  { order: { id, payment }, url, signal }: Challenged,
): Promise<never> {
  const now = clock.now();
  const until = payment.challenge?.until ?? new Date(now.getTime() + challengeMs);
  if (now >= until) throw new DomainError('payment', NOT_COMPLETED, 'The payment was not confirmed in time.');
  // An order that says until when was written after its goods were kept so long.
  if (!payment.challenge) await stock.extend(id, until, signal);
  await orders.change(id, (order) => requireAction(order, { url, until }, now));
  throw new SuspendSaga(state, { until, againMs: ASK_AGAIN_MS });
}

const NOT_COMPLETED = 'payment.not_completed';

async function giveBack({ orders, payments }: PlacePorts, { orderId }: Placing): Promise<void> {
  const order = await orders.get(orderId);
  // Without prices nobody was ever asked for money.
  if (!order.priced) return;
  const provider = payments.of(order.payment.provider, order.priced.totals.grand);
  assertKnown(await provider.void(paymentKeys(orderId).authorize));
}

async function confirmOrder(ports: PlacePorts, state: Placing, run: Run): Promise<Saved<Placing>> {
  const { orders, answers, clock } = ports;
  const next: Placing = { ...state, request: null };
  await orders.change(
    state.orderId,
    (order) => confirm(order, state.reference, clock.now()),
    (decision) => ({
      saga: run.progressSql(next),
      answer: { claim: state.claim, bytes: answers.encode(placed(decision)) },
    }),
  );
  return run.saved(next);
}

/** The story so far is short enough to be told without reading it back. */
function placed({ state: order, events }: Decision<Order, OrderEvent>): FinalAnswer {
  const timeline = [
    ...entriesOf([{ type: 'order.placed' }], order.createdAt),
    ...entriesOf(events, order.updatedAt),
  ];
  return { kind: 'placed', order, timeline };
}

async function capture(ports: PlacePorts, state: Placing, run: Run): Promise<Placing | Saved<Placing>> {
  const { orders, payments, clock } = ports;
  const order = await orders.get(state.orderId);
  const amount = pricedOf(order).totals.grand;
  const key = paymentKeys(order.id).capture;
  const provider = payments.of(order.payment.provider, amount);
  const outcome = await provider.capture({ key, amount, reference: state.reference ?? '' });
  assertKnown(outcome);
  if (outcome.kind === 'declined') {
    // Called off meanwhile: the money was given back, which is as good as taken.
    if ((await orders.read(order.id)).state === 'cancelled') return state;
    throw new DomainError('payment', 'payment.capture_refused', outcome.detail);
  }
  const { isSaved } = await orders.change(
    order.id,
    (now) => captured(now, clock.now()),
    () => ({ saga: run.progressSql(state) }),
  );
  return isSaved ? run.saved(state) : state;
}

/** Hold, money and cart are free again; says so, with the final answer if there is one. */
async function refuse(ports: PlacePorts, state: Placing, why: Refusal, run: Run): Promise<Saved<Placing>> {
  const { orders, store, clock } = ports;
  const { orderId, claim } = state;
  const next: Placing = { ...state, request: null };
  const saga = run.progressSql(next);
  if (why.kind === 'gave-up') {
    const decide = (order: Order) => expire(order, 'order.timeout', clock.now());
    await orders.change(orderId, decide, () => ({ saga, freed: claim }));
  } else if (isFinal(why.error)) {
    const { kind, code } = why.error;
    const decide = (order: Order) =>
      code === NOT_COMPLETED
        ? expire(order, code, clock.now())
        : reject(order, code, kind === 'payment' && code !== ABANDONED, clock.now());
    const bytes = ports.answers.encode(refused(why.error, ports.traceId()));
    await orders.change(orderId, decide, () => ({ saga, answer: { claim, bytes } }));
  } else {
    await store.discard(orderId, claim, saga);
  }
  return run.saved(next);
}

function refused({ code, message, facts }: DomainError, traceId: string): FinalAnswer {
  return { kind: 'refused', code, detail: message, factsJson: JSON.stringify(facts), traceId };
}

async function callAPerson(
  { orders, clock }: PlacePorts,
  state: Placing,
  why: Refusal,
  run: Run,
): Promise<void | Saved<Placing>> {
  const reason = why.kind === 'no' ? why.error.code : `${why.step}.unsettled`;
  const { isSaved } = await orders.change(
    state.orderId,
    (order) => putToReview(order, reason, clock.now()),
    () => ({ saga: run.progressSql(state) }),
  );
  return isSaved ? run.saved(state) : undefined;
}

function requestOf({ orderId, request }: Placing): PurchaseRequest {
  if (!request) throw new Error(`the request of order ${orderId} is gone before its answer`);
  return request;
}
