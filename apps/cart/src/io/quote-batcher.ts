import type { VariantOffer } from '@tradepost/contracts';
import { currentContext, runInContext, type Context } from '@tradepost/observability';
import type { LineRequest } from '../domain/cart.ts';

type Quantities = ReadonlyMap<string, number>;
type OffersByVariant = ReadonlyMap<string, VariantOffer>;

interface Batch {
  readonly quantities: Map<string, number>;
  readonly callers: (Context | undefined)[];
  readonly offers: Promise<OffersByVariant>;
}

// What the contract allows in one call.
const MAX_ITEMS = 500;
// Longer requests travel alone, so that small ones need not wait for them.
const LARGE = 50;

/**
 * Combines price requests of the same event-loop turn into one call to the product service. Nothing is cached: every
 * request gets the prices of its own moment. A single caller notices nothing; under load, when these calls are the
 * largest cost, one call serves several carts. `dataloader` would take 1.5 times the CPU and is no shorter, because the
 * quantity belongs to the key and deadlines must be merged. See ADR 17.
 */
export class QuoteBatcher {
  private open: Batch | undefined;

  constructor(private readonly quoteVariants: (items: LineRequest[]) => Promise<readonly VariantOffer[]>) {}

  /** Offers for these lines, and possibly more. */
  quote(lines: readonly LineRequest[]): Promise<OffersByVariant> {
    const quantities = quantitiesOf(lines);
    if (quantities.size > LARGE) return this.send(quantities);
    const batch = this.open && fits(this.open, quantities) ? this.open : this.begin();
    for (const [variantId, quantity] of quantities) batch.quantities.set(variantId, quantity);
    batch.callers.push(currentContext());
    return batch.offers;
  }

  private begin(): Batch {
    const [quantities, callers] = [new Map<string, number>(), [] as Batch['callers']];
    const offers = new Promise<OffersByVariant>((resolve, reject) => {
      setImmediate(() => {
        if (this.open === batch) this.open = undefined;
        runForAll(callers, () => this.send(quantities)).then(resolve, reject);
      });
    });
    const batch: Batch = { quantities, callers, offers };
    return (this.open = batch);
  }

  private async send(quantities: Quantities): Promise<OffersByVariant> {
    const items = Array.from(quantities, ([variantId, quantity]) => ({ variantId, quantity }));
    const parts = Array.from({ length: Math.ceil(items.length / MAX_ITEMS) }, (_, i) =>
      items.slice(i * MAX_ITEMS, (i + 1) * MAX_ITEMS),
    );
    const offers = (await Promise.all(parts.map((part) => this.quoteVariants(part)))).flat();
    return new Map(offers.map((offer) => [offer.variantId, offer]));
  }
}

function quantitiesOf(lines: readonly LineRequest[]): Quantities {
  const quantities = new Map<string, number>();
  for (const { variantId, quantity } of lines)
    quantities.set(variantId, (quantities.get(variantId) ?? 0) + quantity);
  return quantities;
}

/** The price depends on the quantity, so two quantities of one variant need two calls. */
function fits(batch: Batch, quantities: Quantities): boolean {
  if (batch.quantities.size + quantities.size > MAX_ITEMS) return false;
  for (const [variantId, quantity] of quantities)
    if ((batch.quantities.get(variantId) ?? quantity) !== quantity) return false;
  return true;
}

/** A shared call belongs to the trace of the first caller, has the latest deadline, and is cancelled by none of them. */
function runForAll<T>(callers: Batch['callers'], work: () => Promise<T>): Promise<T> {
  const [first] = callers;
  if (!first || callers.length === 1) return work();
  const { signal: _, ...context } = first;
  const deadline = Math.max(...callers.map((caller) => caller?.deadline ?? Infinity));
  return runInContext({ ...context, deadline }, work);
}
