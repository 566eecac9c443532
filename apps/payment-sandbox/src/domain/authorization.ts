import { DomainError } from '@tradepost/decision';

/** An authorisation as the API shows it; money moved is part of it. */
export type Authorization = {
  readonly id: string;
  readonly key: string;
  readonly state: 'authorized' | 'declined' | 'voided';
  /** Null unless declined. */
  readonly declineCode: string | null;
  /** Minor units. Null: voided before it was ever made. */
  readonly amount: number | null;
  readonly currency: string | null;
  readonly reference: string | null;
  readonly captured: number;
  readonly refunded: number;
};

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

/** Says why money could not be moved. */
export function whyNot(authorization: Authorization | undefined, { kind, amount }: Movement): DomainError {
  if (!authorization)
    return new DomainError('missing', 'authorization.not_found', 'There is no such authorisation.');
  if (authorization.state !== 'authorized') {
    const { state } = authorization;
    return new DomainError('conflict', `authorization.${state}`, `The authorisation is ${state}.`, { state });
  }
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
