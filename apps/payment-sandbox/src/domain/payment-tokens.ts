import { DomainError } from '@tradepost/decision';

/** How the sandbox treats a payment with a certain token. */
export interface TokenBehaviour {
  /** Null: approved. */
  readonly declineCode: 'declined' | 'insufficient_funds' | null;
  /** The authorisation is recorded, then the connection breaks before the reply. */
  readonly isReplyLost: boolean;
  /** The payer must pass a challenge first. */
  readonly isChallenged: boolean;
  /** The authorisation succeeds, every capture is refused. */
  readonly isCaptureRefused: boolean;
  /** Webhooks per change that the caller knows from the reply; normally none. */
  readonly webhookCopies: number;
  /** Delay of the webhook about the authorisation. */
  readonly webhookDelayMs: number;
}

const approved: TokenBehaviour = {
  declineCode: null,
  isReplyLost: false,
  isChallenged: false,
  isCaptureRefused: false,
  webhookCopies: 0,
  webhookDelayMs: 0,
};

const BEHAVIOURS: ReadonlyMap<string, TokenBehaviour> = new Map<string, TokenBehaviour>([
  ['tok_ok', approved],
  ['tok_declined', { ...approved, declineCode: 'declined' }],
  ['tok_insufficient_funds', { ...approved, declineCode: 'insufficient_funds' }],
  ['tok_timeout_after_charge', { ...approved, isReplyLost: true }],
  ['tok_requires_action', { ...approved, isChallenged: true }],
  ['tok_capture_fails', { ...approved, isCaptureRefused: true }],
  ['tok_duplicate_webhook', { ...approved, webhookCopies: 2 }],
  // Long enough for the webhook about the capture to arrive first.
  ['tok_webhook_out_of_order', { ...approved, webhookCopies: 1, webhookDelayMs: 3_000 }],
]);

/** Tokens with a certain behaviour, for SQL statements. */
export const tokensWhere = (matches: (behaviour: TokenBehaviour) => boolean): string[] =>
  [...BEHAVIOURS].flatMap(([token, behaviour]) => (matches(behaviour) ? [token] : []));

/** @throws DomainError `token.unknown` */
export function behaviourOf(token: string): TokenBehaviour {
  const behaviour = BEHAVIOURS.get(token);
  if (behaviour) return behaviour;
  const known = [...BEHAVIOURS.keys()].join(', ');
  throw new DomainError('invalid', 'token.unknown', `token must be one of ${known}.`);
}
