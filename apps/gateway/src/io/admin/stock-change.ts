import type { SetVariantStockRequest } from '@tradepost/contracts';
import { STOCK } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';
import { type Static, Type } from 'typebox';
import { shape } from '../http/schema.ts';
import { Id, nullable } from '../shapes/shared.ts';

export const StockChange = shape({
  onHand: Type.Optional(
    Type.Integer({ minimum: 0, maximum: STOCK.onHand, description: 'Sets the quantity on hand' }),
  ),
  adjustBy: Type.Optional(
    Type.Integer({
      minimum: -STOCK.onHand,
      maximum: STOCK.onHand,
      description: 'Adds to the quantity on hand, or takes from it',
    }),
  ),
  unlimited: Type.Optional(Type.Literal(true, { description: 'Stock is not tracked' })),
  backorderLimit: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: STOCK.onHand,
      description: 'Quantity that may be sold beyond what is on hand',
    }),
  ),
  maxPerCustomer: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 1,
        maximum: STOCK.onHand,
        description: 'Limit per customer over all orders; null: no limit',
      }),
    ),
  ),
  lowThreshold: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 0,
        maximum: STOCK.onHand,
        description: 'Quantity from which on low stock is announced; null: never',
      }),
    ),
  ),
  locationId: Type.Optional(Type.Unsafe<string>({ ...Id, description: 'Absent: the main warehouse' })),
});
export type StockChange = Static<typeof StockChange>;

type Settings = Pick<SetVariantStockRequest, 'backorderLimit' | 'maxPerCustomer' | 'lowThreshold'>;

/** Absent: the setting stays. The contract writes "no limit" as 0 and "no threshold" as −1. */
export const toSettings = ({ backorderLimit, maxPerCustomer, lowThreshold }: StockChange): Settings => ({
  backorderLimit,
  maxPerCustomer: maxPerCustomer === null ? 0 : maxPerCustomer,
  lowThreshold: lowThreshold === null ? -1 : lowThreshold,
});

/** @throws DomainError `request.invalid` */
export function toChange({ onHand, adjustBy, unlimited, ...rest }: StockChange) {
  const changes = [onHand, adjustBy, unlimited].filter((one) => one !== undefined).length;
  const hasSettings = Object.values(toSettings(rest)).some((one) => one !== undefined);
  if (changes === 0 && hasSettings) return undefined;
  if (changes !== 1)
    throw new DomainError(
      'invalid',
      'request.invalid',
      'Exactly one of "onHand", "adjustBy" and "unlimited" is required, or none of them with another setting.',
    );
  if (onHand !== undefined) return { $case: 'onHand', onHand } as const;
  if (adjustBy !== undefined) return { $case: 'adjustBy', adjustBy } as const;
  return { $case: 'unlimited', unlimited: true } as const;
}
