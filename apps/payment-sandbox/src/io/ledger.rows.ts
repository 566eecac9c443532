import { type RowOf, toSafeNumber } from '@tradepost/database';
import type { Authorization } from '../domain/authorization.ts';
import type { Authorization as AuthorizationModel } from '../gen/prisma/client.ts';

/** What the statements of the ledger return. */
export type AuthorizationRow = RowOf<AuthorizationModel>;

type State = Authorization['state'];

export const fromRow = (row: AuthorizationRow): Authorization => ({
  id: row.id,
  key: row.key,
  state: row.state as State,
  declineCode: row.decline_code,
  amount: row.amount_minor,
  currency: row.currency,
  reference: row.reference,
  captured: row.captured_minor,
  refunded: row.refunded_minor,
  expiresAt: row.expires_at?.toISOString() ?? null,
});

export const fromModel = (model: AuthorizationModel): Authorization => ({
  id: model.id,
  key: model.key,
  state: model.state as State,
  declineCode: model.declineCode,
  amount: model.amountMinor === null ? null : toSafeNumber(model.amountMinor),
  currency: model.currency,
  reference: model.reference,
  captured: toSafeNumber(model.capturedMinor),
  refunded: toSafeNumber(model.refundedMinor),
  expiresAt: model.expiresAt?.toISOString() ?? null,
});
