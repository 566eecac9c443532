/** The price of one piece from a quantity on. */
export interface PriceTier {
  readonly minQuantity: number;
  readonly amountMinor: number;
}

/** The price of one piece at a quantity: that of the highest tier reached. Tiers may be in any order. */
export function unitPriceFor(priceMinor: number, tiers: readonly PriceTier[], quantity: number): number {
  let best: PriceTier | undefined;
  for (const tier of tiers)
    if (tier.minQuantity <= quantity && tier.minQuantity > (best?.minQuantity ?? 0)) best = tier;
  return best?.amountMinor ?? priceMinor;
}
