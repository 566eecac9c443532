import {
  type Context,
  currentContext,
  inSpan,
  newSpanId,
  newTraceId,
  runInContext,
  type Span,
} from '@tradepost/observability';
import type { LineRequest } from '../domain/cart.ts';
import type { Offer, Offers } from '../domain/pricing.ts';

type Quantities = ReadonlyMap<string, number>;

interface Caller {
  readonly context: Context | undefined;
  /** Of its waiting, when its trace is recorded. */
  readonly span: Span | undefined;
}

interface Batch {
  readonly quantities: Map<string, number>;
  readonly callers: Caller[];
  readonly offers: PromiseWithResolvers<Offers>;
}

// What the contract allows in one call.
const MAX_ITEMS = 500;
// Longer requests travel alone, so that small ones need not wait for them.
const LARGE = 50;
// As long as one slow call may delay the next.
const LONGEST_WAIT_MS = 10;

/**
 * Combines price requests into one call to the product service: those of the same event-loop turn, and while a call is
 * being answered those that arrive meanwhile. A single caller notices nothing; under load, when these calls are the
 * largest cost, one call serves many carts. Every request gets prices that were read after it arrived. `dataloader` would
 * take 1.5 times the CPU and is no shorter, because the quantity belongs to the key and deadlines must be merged. See
 * ADR 17 and 54.
 */
export class QuoteBatcher {
  private waiting: Batch[] = [];
  private inFlight = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly quoteVariants: (items: LineRequest[]) => Promise<readonly Offer[]>) {}

  /** Offers for these lines, and possibly more. */
  quote(lines: readonly LineRequest[]): Promise<Offers> {
    return inSpan('quote prices', {}, (span) => this.ask(lines, span));
  }

  private ask(lines: readonly LineRequest[], span: Span | undefined): Promise<Offers> {
    const quantities = quantitiesOf(lines);
    if (quantities.size > LARGE) return this.send(quantities);
    const batch = this.waiting.find((one) => fits(one, quantities)) ?? this.begin();
    for (const [variantId, quantity] of quantities) batch.quantities.set(variantId, quantity);
    batch.callers.push({ context: currentContext(), span });
    return batch.offers.promise;
  }

  private begin(): Batch {
    const batch: Batch = { quantities: new Map(), callers: [], offers: Promise.withResolvers() };
    this.waiting.push(batch);
    if (this.inFlight === 0) setImmediate(() => this.sendWaiting());
    else this.timer ??= setTimeout(() => this.sendWaiting(), LONGEST_WAIT_MS);
    return batch;
  }

  private sendWaiting(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const { quantities, callers, offers } of this.waiting.splice(0)) {
      this.inFlight++;
      runForAll(callers, () => this.send(quantities))
        .then(offers.resolve, offers.reject)
        .finally(() => {
          if (--this.inFlight === 0) this.sendWaiting();
        });
    }
  }

  private async send(quantities: Quantities): Promise<Offers> {
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

/**
 * A shared call belongs to the trace of the first caller whose trace is recorded, to which the spans of the others are linked.
 * It has the latest deadline, and is cancelled by none of them. Its context is always given: it may be sent while the reply
 * to another caller is handled, who may be gone.
 */
function runForAll<T>(callers: readonly Caller[], work: () => Promise<T>): Promise<T> {
  const first = (callers.find(({ span }) => span) ?? callers.find(({ context }) => context))?.context ?? {
    traceId: newTraceId(),
    spanId: newSpanId(),
  };
  if (callers.length === 1) return runInContext(first, work);
  for (const { context, span } of callers) if (context !== first) span?.link(first);
  const { signal: _, ...context } = first;
  const deadline = Math.max(...callers.map((caller) => caller.context?.deadline ?? Infinity));
  return runInContext({ ...context, deadline }, work);
}
