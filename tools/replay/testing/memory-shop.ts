import type { ProductDraft, VariantDraft } from '../../import/rules/product-draft.ts';
import type { Answer, CallOptions, Shop } from '../../input/shop-client.ts';

type Prices = Required<Pick<VariantDraft, 'price'>> & Pick<VariantDraft, 'tiers'>;

interface MemoryOrder {
  id: string;
  state: string;
  externalReference: string;
  totals: { items: { amount: number; currency: string } };
}

interface Purchase {
  externalReference: string;
  lines: { variantId: string; quantity: number }[];
}

/** A shop that reckons and counts as the real one does, without a server: prices by quantity, stock, references. */
export class MemoryShop implements Shop {
  readonly prices = new Map<string, Prices>();
  readonly stock = new Map<string, number>();
  readonly orders: MemoryOrder[] = [];
  readonly calls: string[] = [];
  private readonly keys = new Map<string, string>();
  /** Answers to give before the real one, by method and path. */
  readonly firstAnswers = new Map<string, Answer[]>();

  async call(method: string, path: string, { body, headers }: CallOptions = {}): Promise<Answer> {
    await Promise.resolve();
    const key = headers?.['idempotency-key'];
    const request = JSON.stringify([method, path, body]);
    if (key && (this.keys.get(key) ?? request) !== request)
      return answer(422, { code: 'idempotency.mismatch' });
    if (key) this.keys.set(key, request);
    const [plain = ''] = path.split('?');
    this.calls.push(`${method} ${plain}`);
    const first = this.firstAnswers.get(`${method} ${plain}`)?.shift();
    if (first) return first;
    const [, kind, variantId = '', part] =
      /^\/api\/v1\/(admin\/\w+|orders)\/?([^/]*)\/?(\w*)$/.exec(plain) ?? [];
    if (kind === 'admin/imports') return this.import((body as { products: ProductDraft[] }).products);
    if (kind === 'admin/orders' && variantId)
      return answer(
        200,
        this.orders.find(({ id }) => id === variantId),
      );
    if (kind === 'admin/orders') return answer(200, { items: this.find(path) });
    if (kind === 'admin/variants' && part === 'stock')
      return this.adjust(variantId, body as { adjustBy: number });
    if (kind === 'admin/variants') return this.setPrices(variantId, body as Prices);
    return this.place(body as Purchase);
  }

  private import(products: ProductDraft[]): Answer {
    const results = products.map(({ slug, variants = [] }) => {
      for (const { sku = '', price, tiers, stock } of variants) {
        if (price) this.prices.set(sku, { price, ...(tiers ? { tiers } : {}) });
        if (!this.stock.has(sku)) this.stock.set(sku, stock ?? 0);
      }
      return {
        slug,
        outcome: 'created',
        errors: [],
        variants: variants.map(({ sku = '' }) => ({ sku, id: sku })),
      };
    });
    return answer(200, { results });
  }

  private find(path: string): MemoryOrder[] {
    const reference = new URLSearchParams(path.split('?')[1]).get('q') ?? '';
    return this.orders.filter((order) => order.externalReference.startsWith(reference));
  }

  private adjust(sku: string, { adjustBy }: { adjustBy: number }): Answer {
    this.stock.set(sku, (this.stock.get(sku) ?? 0) + adjustBy);
    return answer(200, {});
  }

  private setPrices(sku: string, prices: Prices): Answer {
    this.prices.set(sku, prices);
    return answer(200, {});
  }

  private place({ externalReference, lines }: Purchase): Answer {
    const there = this.orders.find((order) => order.externalReference === externalReference);
    if (there) return answer(409, { code: 'order.duplicate_reference', orderId: there.id });
    let amount = 0;
    for (const { variantId, quantity } of lines) {
      const left = (this.stock.get(variantId) ?? 0) - quantity;
      if (left < 0) return answer(409, { code: 'stock.insufficient' });
      this.stock.set(variantId, left);
      const { price, tiers = [] } = this.prices.get(variantId) ?? { price: { amount: Number.NaN } };
      amount += quantity * (tiers.findLast((tier) => tier.minQuantity <= quantity)?.price ?? price).amount;
    }
    const order = { id: `order-${this.orders.length}`, state: 'confirmed', externalReference };
    this.orders.push({ ...order, totals: { items: { amount, currency: 'GBP' } } });
    return answer(201, this.orders.at(-1));
  }
}

export function answer(status: number, body: unknown): Answer {
  return { status, headers: new Headers(), body };
}
