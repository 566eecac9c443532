import { asCustomer, asStaff, type OrderWorld } from './order-world.ts';

const PARCEL_MOVES = ['packed', 'shipped', 'delivered', 'cancelled'] as const;
const RETURN_MOVES = ['approved', 'rejected', 'received', 'closed'] as const;

type Run = (world: OrderWorld) => Promise<unknown> | void;

const parcelMoves = ([0, 1] as const).flatMap((at) =>
  PARCEL_MOVES.map((to): [string, Run] => [`parcel ${at} ${to}`, (world) => world.moveParcel(at, to)]),
);
const returnMoves = RETURN_MOVES.map((to): [string, Run] => [
  `return ${to}`,
  (world) => world.moveReturn(to),
]);

/** Every operation on an order, by whomever. */
export const operations: ReadonlyMap<string, Run> = new Map<string, Run>(
  Object.entries({
    'cancelled by the customer': (world) => world.cancel(asCustomer),
    'cancelled by staff': (world) => world.cancel(asStaff),
    'a mug cancelled': (world) => world.cancelItems([world.mug]),
    'the rest cancelled': (world) => world.cancelItems(null),
    'the rest cancelled with shipping': (world) => world.cancelItems(null, true),
    'a parcel of a mug planned': (world) => world.plan([world.mug]),
    'a parcel of the other line planned': (world) => world.plan([world.other]),
    'a parcel of the rest planned': (world) => world.plan(world.rest()),
    ...Object.fromEntries(parcelMoves),
    'refund of a part requested': (world) => world.requestRefund(400),
    'refund of all requested': (world) => world.requestRefund(),
    'refund 0 approved': (world) => world.decideRefund(0, true),
    'refund 1 approved': (world) => world.decideRefund(1, true),
    'refund 0 approved, and refused by the provider': (world) =>
      world.refusingRefunds(() => world.decideRefund(0, true)),
    'refund 0 rejected': (world) => world.decideRefund(0, false),
    'return requested': (world) => world.sendBack(),
    ...Object.fromEntries(returnMoves),
    'payer confirms': (world) => world.act('authorized'),
    'payer refuses': (world) => world.act('declined'),
    'payment completed': (world) => world.complete(),
    'payment abandoned': (world) => world.abandon(),
    'challenge expires': (world) => world.challengeExpires(),
    'webhook arrives': (world) => world.webhook(),
    'authorisation expires': (world) => world.expireAtProvider(),
    'capture answers': (world) => world.capture(),
    'stuck sagas retried': (world) => world.retry(),
  }),
);
