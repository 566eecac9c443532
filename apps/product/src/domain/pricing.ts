/** Cheaper from a quantity on. */
export type PriceTier = { readonly minQuantity: number; readonly amountMinor: number };

/** Price of one when `quantity` are taken: that of the highest tier reached. Tiers may come in any order. */
export function unitPriceFor(priceMinor: number, tiers: readonly PriceTier[], quantity: number): number {
  let best: PriceTier | undefined;
  for (const tier of tiers)
    if (tier.minQuantity <= quantity && tier.minQuantity > (best?.minQuantity ?? 0)) best = tier;
  return best?.amountMinor ?? priceMinor;
}
