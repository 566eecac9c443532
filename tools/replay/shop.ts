import { addressForm } from '@tradepost/addresses';
import type { ProductDraft, VariantDraft } from '../import/rules/product-draft.ts';
import { InputError } from '../input/csv-file.ts';
import { describe, type Answer, type Shop } from '../input/shop-client.ts';
import { sendProducts } from '../import/send.ts';
import type { Item, PlannedOrder } from './plan.ts';
import type { PriceStep } from './price-tiers.ts';
import { CURRENCY } from './retail-row.ts';

/** The sum is the shop's `totals.items` of the order. */
export type Placed =
  { outcome: 'placed' | 'present'; sumMinor: number } | { outcome: 'failed'; reason: string };

interface OrderBody {
  id: string;
  state: string;
  externalReference?: string;
  totals: { items: { amount: number; currency: string } };
}

/** The one request that is retried under its own key, so that a lost answer cannot buy twice. */
const UNSETTLED_TRIES = 40;
const UNSETTLED_PAUSE_MS = 250;

/** What the replay asks of the shop, all through the REST API that every other program uses. */
export class ReplayShop {
  private readonly client: Shop;
  /** Keys are new in each run: an earlier refusal is not given again, the reference guards against doubles. */
  private readonly run: string;
  private changes = 0;
  private readonly variantIds = new Map<string, string>();

  constructor(client: Shop, run: string) {
    this.client = client;
    this.run = run;
  }

  /** The order of an invoice, when an earlier run has placed it. */
  async findOrder(invoice: string): Promise<Placed | undefined> {
    const reference = referenceOf(invoice);
    const path = `/api/v1/admin/orders?q=${encodeURIComponent(reference)}&limit=100`;
    const answer = await this.client.call('GET', path);
    const { items } = expectBody<{ items: OrderBody[] }>(answer, path);
    const found = items.find((order) => order.externalReference === reference && isBought(order));
    return found && { outcome: 'present', sumMinor: found.totals.items.amount };
  }

  /** Adds the products of a day to the catalogue, with their price tiers. */
  async stockCatalogue(items: readonly Item[], progress: (done: number) => void): Promise<void> {
    let done = 0;
    const sent = sendProducts(this.client, items.map(toDraft), { dryRun: false });
    for await (const batch of sent) {
      for (const { outcome: result } of batch) {
        const { slug, outcome, errors, variants } = result;
        if (outcome === 'refused')
          throw new InputError(`the shop refused ${slug}: ${JSON.stringify(errors)}`);
        for (const { sku, id } of variants ?? []) this.variantIds.set(sku, id);
        progress((done += 1));
      }
    }
  }

  async addStock({ code, needed }: Item): Promise<void> {
    await this.put(`/api/v1/admin/variants/${this.variantId(code)}/stock`, { adjustBy: needed });
  }

  async changePrices(code: string, prices: readonly PriceStep[]): Promise<void> {
    await this.put(`/api/v1/admin/variants/${this.variantId(code)}/prices`, pricesBody(prices));
  }

  async placeOrder(order: PlannedOrder): Promise<Placed> {
    const body = this.purchase(order);
    const headers = { 'idempotency-key': `replay-${this.run}-${order.invoice}` };
    for (let attempt = 1; ; attempt++) {
      const answer = await this.client.call('POST', '/api/v1/orders', { body, headers });
      const placed = isUnsettled(answer) ? undefined : await this.toPlaced(answer);
      if (placed) return placed;
      if (attempt === UNSETTLED_TRIES) return { outcome: 'failed', reason: describe(answer) };
      await new Promise((resolve) => setTimeout(resolve, UNSETTLED_PAUSE_MS));
    }
  }

  private purchase({ invoice, customer, country, lines }: PlannedOrder): unknown {
    const name = customer ? `Customer ${customer}` : 'Walk-in customer';
    return {
      lines: lines.map(({ code, quantity }) => ({ variantId: this.variantId(code), quantity })),
      email: customer ? `customer-${customer}@replay.example` : 'walk-in@replay.example',
      shippingAddress: { name, line1: '1 Replay Street', city: 'Replay', ...postalCodeIn(country), country },
      payment: { provider: 'sandbox', token: 'tok_ok' },
      externalReference: referenceOf(invoice),
    };
  }

  /** Undefined: another run is placing this order at the moment. */
  private async toPlaced(answer: Answer): Promise<Placed | undefined> {
    if (answer.status === 201 || answer.status === 200) {
      const order = answer.body as OrderBody;
      if (!isBought(order)) return { outcome: 'failed', reason: `the order is ${order.state}` };
      return { outcome: answer.status === 201 ? 'placed' : 'present', sumMinor: order.totals.items.amount };
    }
    const known = (answer.body as { code?: string; orderId?: string } | null) ?? {};
    if (known.code !== 'order.duplicate_reference' || !known.orderId) {
      return { outcome: 'failed', reason: describe(answer) };
    }
    const path = `/api/v1/admin/orders/${known.orderId}`;
    const order = expectBody<OrderBody>(await this.client.call('GET', path), path);
    return isBought(order) ? { outcome: 'present', sumMinor: order.totals.items.amount } : undefined;
  }

  private async put(path: string, body: unknown): Promise<void> {
    this.changes += 1;
    const headers = { 'idempotency-key': `replay-${this.run}-change-${this.changes}` };
    expectBody(await this.client.call('PUT', path, { body, headers }), path);
  }

  private variantId(code: string): string {
    const id = this.variantIds.get(code);
    if (!id) throw new InputError(`the shop gave no id for ${code}`);
    return id;
  }
}

function referenceOf(invoice: string): string {
  return `online-retail:${invoice}`;
}

function isBought({ state }: OrderBody): boolean {
  return !['pending', 'rejected', 'expired'].includes(state);
}

function isUnsettled({ status, body }: Answer): boolean {
  return (
    status === 202 || (status === 409 && (body as { code?: string } | null)?.code === 'idempotency.in_flight')
  );
}

function expectBody<T>(answer: Answer, path: string): T {
  if (answer.status === 200 || answer.status === 201) return answer.body as T;
  throw new InputError(`the shop refused ${path}: ${describe(answer)}`);
}

function toDraft({ code, title, prices }: Item): ProductDraft {
  const list = pricesBody(prices);
  return {
    slug: `online-retail-${code.toLowerCase()}`,
    title,
    descriptionHtml: '',
    vendor: 'Online Retail',
    type: 'Giftware',
    tags: ['replay'],
    status: 'active',
    options: [],
    // Always 0, so that the import never touches the stock again: it comes in by the day, see addStock.
    variants: [{ sku: code, options: {}, ...list, stock: 0, backorder: false }],
    images: [],
  };
}

function pricesBody(prices: readonly PriceStep[]): Pick<Required<VariantDraft>, 'price' | 'tiers'> {
  const money = (amount: number) => ({ amount, currency: CURRENCY });
  const tiers = prices
    .slice(1)
    .map(({ minQuantity, unitMinor }) => ({ minQuantity, price: money(unitMinor) }));
  return { price: money(prices[0]?.unitMinor ?? 0), tiers };
}

/** The file has no addresses, so each has a postal code that there could be. */
function postalCodeIn(country: string): { postalCode?: string } {
  const example = addressForm(country)?.postalCode?.example;
  return example ? { postalCode: example } : {};
}
