import { STOCK } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';
import { invalidField } from './field-errors.ts';

/** How staff change the quantity on hand. */
export type StockAdjustment =
  | { readonly kind: 'set'; readonly onHand: number }
  | { readonly kind: 'adjust'; readonly by: number }
  /** Unlimited: the variant is not counted at this location. */
  | { readonly kind: 'unlimited'; readonly isUnlimited: boolean };

/** What staff change of one variant at one location. Undefined: stays as it is. */
export interface LevelChange {
  readonly adjustment: StockAdjustment | undefined;
  readonly backorderLimit: number | undefined;
  /** Of the variant at all locations. Null: no limit. */
  readonly maxPerCustomer: number | null | undefined;
  /** At this quantity or below, stock is low. Null: never. */
  readonly lowThreshold: number | null | undefined;
}

/** The stock of one variant at one location. Null: no limit. */
export interface StockLevel {
  readonly onHand: number;
  readonly held: number;
  readonly isTracked: boolean;
  readonly backorderLimit: number | null;
  readonly maxPerCustomer: number | null;
  readonly lowThreshold: number | null;
}

/** @throws DomainError `stock.below_held`, `request.invalid` */
export function changedLevel(level: StockLevel, change: LevelChange): StockLevel {
  const { adjustment, backorderLimit = level.backorderLimit, maxPerCustomer = level.maxPerCustomer } = change;
  const { lowThreshold = level.lowThreshold } = change;
  checkLimit('backorderLimit', backorderLimit, 0);
  checkLimit('maxPerCustomer', maxPerCustomer, 1);
  checkLimit('lowThreshold', lowThreshold, 0);
  const limited = { ...level, backorderLimit, maxPerCustomer, lowThreshold };
  return adjusted(limited, adjustment ?? { kind: 'adjust', by: 0 }, level);
}

function checkLimit(field: string, value: number | null, min: number): void {
  if (value !== null && (value < min || value > STOCK.onHand))
    throw invalidField(field, `Give a whole number from ${min} to ${STOCK.onHand}, or no limit.`);
}

const sellable = ({ onHand, isTracked, backorderLimit }: StockLevel): number =>
  isTracked ? onHand + (backorderLimit ?? Infinity) : Infinity;

/** @param before if the level has other limits already @throws DomainError `stock.below_held`, `request.invalid` */
export function adjusted(level: StockLevel, adjustment: StockAdjustment, before = level): StockLevel {
  const next = apply(adjustment, level);
  if (!Number.isSafeInteger(next.onHand) || Math.abs(next.onHand) > STOCK.onHand)
    throw invalidField(
      'onHand',
      `The quantity on hand must stay between -${STOCK.onHand} and ${STOCK.onHand}.`,
    );
  const isLimited = next.isTracked && next.backorderLimit !== null;
  // Stock that came in oversold can be corrected step by step, as long as nothing of it is held.
  const isNoWorse = next.held === 0 && sellable(next) >= sellable(before);
  if (isLimited && !isNoWorse && next.held > next.onHand + (next.backorderLimit ?? 0))
    throw new DomainError(
      'conflict',
      'stock.below_held',
      `${next.held} are held for orders that are being paid. Give at least that many, or try again later.`,
      { held: next.held, onHand: level.onHand },
    );
  return next;
}

function apply(adjustment: StockAdjustment, level: StockLevel): StockLevel {
  switch (adjustment.kind) {
    case 'set':
      if (adjustment.onHand < 0) throw invalidField('onHand', 'Give 0 or more.');
      return { ...level, onHand: adjustment.onHand, isTracked: true };
    case 'adjust':
      return { ...level, onHand: level.onHand + adjustment.by };
    case 'unlimited':
      return { ...level, isTracked: !adjustment.isUnlimited };
  }
}
