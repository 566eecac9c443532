/** From this quantity on, each piece costs this much. The first step of a list begins at 1. */
export interface PriceStep {
  minQuantity: number;
  unitMinor: number;
}

export interface Observation {
  quantity: number;
  unitMinor: number;
}

export function priceAt(steps: readonly PriceStep[], quantity: number): number | undefined {
  return steps.findLast((step) => step.minQuantity <= quantity)?.unitMinor;
}

interface Point extends Observation {
  seen: number;
}

interface Chain {
  seen: number;
  last: Point;
  before: Chain | undefined;
}

/**
 * The price list that explains the most sales: prices only fall as the quantity grows, as in every real
 * list, and `first` (the sale that is next) is always explained. Among sales sorted by quantity this is the
 * heaviest falling chain.
 */
export function derivePrices(sales: readonly Observation[], first: Observation): PriceStep[] {
  const points = countPoints([first, ...sales]).filter((point) => agrees(point, first));
  const chains: Chain[] = [];
  for (const point of points) {
    let before: Chain | undefined;
    for (const chain of chains) {
      const fits = chain.last.quantity < point.quantity && chain.last.unitMinor >= point.unitMinor;
      if (fits && chain.seen > (before?.seen ?? 0)) before = chain;
    }
    chains.push({ seen: point.seen + (before?.seen ?? 0), last: point, before });
  }
  let best: Chain | undefined;
  for (const chain of chains) if (chain.seen > (best?.seen ?? 0)) best = chain;
  return toSteps(best);
}

/** Two sales can be on one falling list unless more pieces cost more, or as many cost something else. */
function agrees(point: Observation, other: Observation): boolean {
  if (point.quantity === other.quantity) return point.unitMinor === other.unitMinor;
  const [fewer, more] = point.quantity < other.quantity ? [point, other] : [other, point];
  return fewer.unitMinor >= more.unitMinor;
}

function countPoints(sales: readonly Observation[]): Point[] {
  const points = new Map<string, Point>();
  for (const { quantity, unitMinor } of sales) {
    const key = `${quantity}/${unitMinor}`;
    points.set(key, { quantity, unitMinor, seen: (points.get(key)?.seen ?? 0) + 1 });
  }
  return [...points.values()].sort((a, b) => a.quantity - b.quantity || b.unitMinor - a.unitMinor);
}

function toSteps(chain: Chain | undefined): PriceStep[] {
  const steps: PriceStep[] = [];
  for (let at = chain; at; at = at.before) {
    const { quantity, unitMinor } = at.last;
    if (steps[0]?.unitMinor === unitMinor) steps[0].minQuantity = quantity;
    else steps.unshift({ minQuantity: quantity, unitMinor });
  }
  if (steps[0]) steps[0].minQuantity = 1;
  return steps;
}
