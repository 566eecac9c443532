import { DomainError } from '@tradepost/decision';

/** An authorisation as the API shows it; money moved is part of it. */
export type Authorization = {
  readonly id: string;
  readonly key: string;
  readonly state: 'requires_action' | 'authorized' | 'declined' | 'voided' | 'expired';
  /** Null unless declined. */
  readonly declineCode: string | null;
  /** Minor units. Null: voided before it was ever made. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly reference: string | null;
  readonly captured: number;
  readonly refunded: number;
  /** What is not captured by then is given back. Null: it was over when it began. */
  readonly expiresAt: string | null;
};

/** How a payer's challenge ended. */
export type ChallengeOutcome = 'passed' | 'failed';

export type NewAuthorization = {
  readonly key: string;
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  readonly reference: string;
};

/** Money to move: `capture` takes it, `refund` gives it back. */
export type Movement = {
  readonly id: string;
  readonly key: string;
  readonly kind: 'capture' | 'refund';
  readonly amount: number;
};

export const notFound = (): DomainError =>
  new DomainError('missing', 'authorization.not_found', 'There is no such authorisation.');

export const isOver = ({ state }: Authorization): DomainError =>
  new DomainError('conflict', `authorization.${state}`, `The authorisation is ${state}.`, { state });

/** Says why money could not be moved. */
export function whyNot(
  authorization: Authorization | undefined,
  { kind, amount }: Movement,
  isCaptureRefused = false,
): DomainError {
  if (!authorization) return notFound();
  if (authorization.state !== 'authorized') return isOver(authorization);
  if (kind === 'capture' && isCaptureRefused)
    return new DomainError('conflict', 'capture.refused', 'The bank refuses to hand the money over.');
  const limit =
    kind === 'capture'
      ? (authorization.amount ?? 0) - authorization.captured
      : authorization.captured - authorization.refunded;
  return new DomainError(
    'conflict',
    `${kind}.exceeds_limit`,
    `At most ${limit} can be moved, not ${amount}.`,
    { limit },
  );
}

export function keyIsTaken(key: string): DomainError {
  return new DomainError('mismatch', 'key.mismatch', 'This key was used for something else.', { key });
}
