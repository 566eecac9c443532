import { DomainError } from '@tradepost/decision';

/** What the sandbox does with a token: whether it books the money, and whether the caller gets to hear of it. */
export type Script = {
  /** Null: approved. */
  readonly declineCode: 'declined' | 'insufficient_funds' | null;
  /** True: it books, then the connection breaks before the answer. */
  readonly isAnswerLost: boolean;
  /** True: the payer must pass a challenge first. */
  readonly isChallenged: boolean;
  /** True: the money is promised and can never be taken. */
  readonly isCaptureRefused: boolean;
  /** How often webhooks tell what the caller was answered already; 0: they don't, as the caller knows. */
  readonly copies: number;
  /** How much later than it happened the authorisation is told of. */
  readonly delayMs: number;
};

const plain: Script = {
  declineCode: null,
  isAnswerLost: false,
  isChallenged: false,
  isCaptureRefused: false,
  copies: 0,
  delayMs: 0,
};

const SCRIPTS: ReadonlyMap<string, Script> = new Map<string, Script>([
  ['tok_ok', plain],
  ['tok_declined', { ...plain, declineCode: 'declined' }],
  ['tok_insufficient_funds', { ...plain, declineCode: 'insufficient_funds' }],
  ['tok_timeout_after_charge', { ...plain, isAnswerLost: true }],
  ['tok_requires_action', { ...plain, isChallenged: true }],
  ['tok_capture_fails', { ...plain, isCaptureRefused: true }],
  ['tok_duplicate_webhook', { ...plain, copies: 2 }],
  // Long enough that the capture is told first.
  ['tok_webhook_out_of_order', { ...plain, copies: 1, delayMs: 3_000 }],
]);

/** Tokens with a trait, for statements that must know them. */
export const tokensThat = (has: (script: Script) => boolean): string[] =>
  [...SCRIPTS].flatMap(([token, script]) => (has(script) ? [token] : []));

/** @throws DomainError `token.unknown` */
export function scriptOf(token: string): Script {
  const script = SCRIPTS.get(token);
  if (script) return script;
  throw new DomainError('invalid', 'token.unknown', 'The sandbox knows no such payment token.');
}
