import { describe, expect, it } from '@jest/globals';
import { DomainError, transitions } from './index.ts';

const door = transitions<'open' | 'closed' | 'locked'>('door', 'door.stuck', {
  open: ['closed'],
  closed: ['open', 'locked'],
  locked: [],
});

describe('a table of transitions', () => {
  it('allows what it lists', () => {
    expect(door.allows('open', 'closed')).toBe(true);
    expect(door.move('closed', 'locked')).toBe('locked');
  });

  it.each([
    ['open', 'locked'],
    ['open', 'open'],
    ['locked', 'open'],
  ] as const)('refuses %s → %s with the code of its owner', (from, to) => {
    expect(door.allows(from, to)).toBe(false);
    const refusal = refusalOf(() => door.move(from, to));
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ kind: 'conflict', code: 'door.stuck', facts: { from, to } });
    expect((refusal as DomainError).message).toBe(`The door is ${from} and can't become ${to}.`);
  });
});

function refusalOf(move: () => unknown): unknown {
  try {
    return move();
  } catch (error) {
    return error;
  }
}
