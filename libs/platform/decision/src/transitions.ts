import { DomainError } from './domain-error.ts';

/** The allowed moves from each state; a state without moves is final. */
export type Moves<State extends string> = { readonly [from in State]: readonly State[] };

export interface StateMachine<State extends string> {
  /** What moves, as error texts call it: `order`, `parcel`. */
  readonly name: string;
  readonly moves: Moves<State>;
  readonly allows: (from: State, to: State) => boolean;
  /** The new state. @throws DomainError with the machine's `code` for a move that the table does not list. */
  readonly move: <To extends State>(from: State, to: To) => To;
}

/**
 * A state machine as a table of allowed moves.
 * @param code of the error that a forbidden move throws; it is part of the public contract.
 */
export function transitions<State extends string>(
  name: string,
  code: string,
  moves: Moves<State>,
): StateMachine<State> {
  const allows = (from: State, to: State): boolean => moves[from].includes(to);
  const move = <To extends State>(from: State, to: To): To => {
    if (allows(from, to)) return to;
    throw new DomainError('conflict', code, `The ${name} is ${from} and can't become ${to}.`, { from, to });
  };
  return { name, moves, allows, move };
}
