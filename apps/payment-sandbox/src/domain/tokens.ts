import { DomainError } from '@tradepost/decision';

/** What the sandbox does with a token: whether it books the money, and whether the caller gets to hear of it. */
export type Script = {
  /** Null: approved. */
  readonly declineCode: 'declined' | 'insufficient_funds' | null;
  /** True: it books, then the connection breaks before the answer. */
  readonly isAnswerLost: boolean;
};

const SCRIPTS: ReadonlyMap<string, Script> = new Map([
  ['tok_ok', { declineCode: null, isAnswerLost: false }],
  ['tok_declined', { declineCode: 'declined', isAnswerLost: false }],
  ['tok_insufficient_funds', { declineCode: 'insufficient_funds', isAnswerLost: false }],
  ['tok_timeout_after_charge', { declineCode: null, isAnswerLost: true }],
]);

/** @throws DomainError `token.unknown` */
export function scriptOf(token: string): Script {
  const script = SCRIPTS.get(token);
  if (script) return script;
  throw new DomainError('invalid', 'token.unknown', 'The sandbox knows no such payment token.');
}
