import { describe, expect, test } from '@jest/globals';
import type { StateMachine } from '@tradepost/decision';
import {
  fulfilmentMachine,
  handoverMachine,
  orderMachine,
  parcelMachine,
  paymentMachine,
  refundMachine,
  returnMachine,
} from './states.ts';

type Machine = Pick<StateMachine<string>, 'name' | 'moves'> & {
  move(from: string, to: string): string;
};

/** Written down a second time on purpose: a change of a table must be meant. */
const allowed: { machine: Machine; moves: string[] }[] = [
  {
    machine: orderMachine,
    moves: [
      'pending→confirmed',
      'pending→rejected',
      'pending→expired',
      'pending→review',
      'confirmed→completed',
      'confirmed→review',
      'confirmed→cancelled',
      'review→confirmed',
      'review→cancelled',
      'review→rejected',
      'review→expired',
    ],
  },
  {
    machine: paymentMachine,
    moves: [
      'created→requires_action',
      'created→authorized',
      'created→failed',
      'created→voided',
      'requires_action→authorized',
      'requires_action→failed',
      'requires_action→voided',
      'requires_action→expired',
      'authorized→captured',
      'authorized→voided',
      'authorized→expired',
      'captured→partially_refunded',
      'captured→refunded',
      'partially_refunded→refunded',
    ],
  },
  {
    machine: fulfilmentMachine,
    moves: ['unfulfilled→partial', 'unfulfilled→fulfilled', 'unfulfilled→cancelled', 'partial→fulfilled'],
  },
  {
    machine: parcelMachine,
    moves: ['created→packed', 'created→cancelled', 'packed→shipped', 'packed→cancelled', 'shipped→delivered'],
  },
  {
    machine: handoverMachine,
    moves: [
      'created→delivered',
      'created→cancelled',
      'packed→delivered',
      'packed→cancelled',
      'shipped→delivered',
    ],
  },
  {
    machine: returnMachine,
    moves: ['requested→approved', 'requested→rejected', 'approved→received', 'received→closed'],
  },
  {
    machine: refundMachine,
    moves: ['requested→executing', 'requested→rejected', 'executing→done', 'executing→failed'],
  },
];

describe.each(allowed)('the $machine.name table', ({ machine, moves }) => {
  const states = Object.keys(machine.moves);
  const pairs = states.flatMap((from) => states.map((to) => ({ from, to, name: `${from}→${to}` })));

  test.each(pairs.filter(({ name }) => moves.includes(name)))('allows $name', ({ from, to }) => {
    expect(machine.move(from, to)).toBe(to);
  });

  test.each(pairs.filter(({ name }) => !moves.includes(name)))('refuses $name', ({ from, to }) => {
    expect(() => machine.move(from, to)).toThrow(
      expect.objectContaining({ code: `${machine.name}.illegal_transition`, facts: { from, to } }),
    );
  });

  test('has exactly the moves that are meant', () => {
    expect(moves.filter((name) => !pairs.some((pair) => pair.name === name))).toEqual([]);
  });
});
