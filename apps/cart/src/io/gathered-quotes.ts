import type { VariantOffer } from '@tradepost/contracts';
import { type Context, currentContext, runInContext } from '@tradepost/observability';
import type { WantedLine } from '../domain/cart.ts';

type Item = { variantId: string; quantity: number };
type Found = ReadonlyMap<string, VariantOffer>;
type Batch = {
  readonly quantities: Map<string, number>;
  readonly askers: (Context | undefined)[];
  readonly found: Promise<Found>;
};

// What the contract allows in one question.
const MOST_ITEMS = 500;
// Longer ones go alone: nobody with two lines should wait for them.
const LARGE = 50;

/**
 * Questions for prices that come up in the same turn of the event loop travel as one. Nothing is kept: each is still
 * answered with the prices of its own moment. With one caller it is one question as before; under load, when questions
 * are what costs most, there are several to a call.
 */
export class GatheredQuotes {
  private open: Batch | undefined;

  constructor(private readonly ask: (items: Item[]) => Promise<readonly VariantOffer[]>) {}

  /** Offers of at least these. */
  quote(wanted: readonly WantedLine[]): Promise<Found> {
    const items = summed(wanted);
    if (items.size > LARGE) return this.send(items);
    const batch = this.open && fits(this.open, items) ? this.open : this.begin();
    for (const [variantId, quantity] of items) batch.quantities.set(variantId, quantity);
    batch.askers.push(currentContext());
    return batch.found;
  }

  private begin(): Batch {
    const [quantities, askers] = [new Map<string, number>(), [] as Batch['askers']];
    const found = new Promise<Found>((done, fail) => {
      setImmediate(() => {
        if (this.open === batch) this.open = undefined;
        runFor(askers, () => this.send(quantities)).then(done, fail);
      });
    });
    const batch: Batch = { quantities, askers, found };
    return (this.open = batch);
  }

  private async send(quantities: ReadonlyMap<string, number>): Promise<Found> {
    const items = Array.from(quantities, ([variantId, quantity]) => ({ variantId, quantity }));
    const parts = Array.from({ length: Math.ceil(items.length / MOST_ITEMS) }, (_, i) =>
      items.slice(i * MOST_ITEMS, (i + 1) * MOST_ITEMS),
    );
    const offers = (await Promise.all(parts.map((part) => this.ask(part)))).flat();
    return new Map(offers.map((offer) => [offer.variantId, offer]));
  }
}

function summed(wanted: readonly WantedLine[]): Map<string, number> {
  const items = new Map<string, number>();
  for (const { variantId, quantity } of wanted) items.set(variantId, (items.get(variantId) ?? 0) + quantity);
  return items;
}

/** The price depends on the quantity, so two quantities of one variant are two questions. */
function fits({ quantities }: Batch, items: ReadonlyMap<string, number>): boolean {
  if (quantities.size + items.size > MOST_ITEMS) return false;
  for (const [variantId, quantity] of items)
    if ((quantities.get(variantId) ?? quantity) !== quantity) return false;
  return true;
}

/** A question of several belongs to the first one's trace, lasts as long as any may wait, and ends with none of them. */
function runFor<T>(askers: Batch['askers'], work: () => Promise<T>): Promise<T> {
  const [first] = askers;
  if (!first || askers.length === 1) return work();
  const { signal: _, ...context } = first;
  const deadline = Math.max(...askers.map((asker) => asker?.deadline ?? Infinity));
  return runInContext({ ...context, deadline }, work);
}
