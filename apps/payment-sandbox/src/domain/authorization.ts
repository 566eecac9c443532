import { DomainError } from '@tradepost/decision';

/** An authorisation as the API shows it, with the money captured and refunded under it. */
export interface Authorization {
  readonly id: string;
  readonly key: string;
  readonly state: 'requires_action' | 'authorized' | 'declined' | 'voided' | 'expired';
  /** Null unless declined. */
  readonly declineCode: string | null;
  /** Minor units. Null: it was voided before its request arrived. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly reference: string | null;
  readonly captured: number;
  readonly refunded: number;
  /** Then it expires unless it was captured. Null: it was final from the beginning. */
  readonly expiresAt: string | null;
}

export type ChallengeOutcome = 'passed' | 'failed';

export interface NewAuthorization {
  readonly key: string;
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  readonly reference: string;
}

/** Money to move: `capture` takes it from the payer, `refund` gives it back. */
export interface Movement {
  readonly id: string;
  readonly key: string;
  readonly kind: 'capture' | 'refund';
  readonly amount: number;
}

export const notFound = (): DomainError =>
  new DomainError('missing', 'authorization.not_found', 'There is no authorisation with this id or key.');

export const isOver = ({ state }: Authorization): DomainError =>
  new DomainError(
    'conflict',
    `authorization.${state}`,
    `The authorisation is ${state}, so this is no longer possible.`,
    { state },
  );

/** The reason why money could not be moved. */
export function refusalOf(
  authorization: Authorization | undefined,
  { kind, amount }: Movement,
  isCaptureRefused = false,
): DomainError {
  if (!authorization) return notFound();
  if (authorization.state !== 'authorized') return isOver(authorization);
  if (kind === 'capture' && isCaptureRefused)
    return new DomainError('conflict', 'capture.refused', 'The bank of the payer refuses the capture.');
  const limit =
    kind === 'capture'
      ? (authorization.amount ?? 0) - authorization.captured
      : authorization.captured - authorization.refunded;
  return new DomainError(
    'conflict',
    `${kind}.exceeds_limit`,
    `amount must be at most ${limit} for this ${kind}; it is ${amount}.`,
    { limit },
  );
}

export function keyMismatch(key: string): DomainError {
  return new DomainError(
    'mismatch',
    'key.mismatch',
    'key was used for a request with other contents; use a new key for a new request.',
    { key },
  );
}
