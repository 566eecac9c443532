import type { Answer, Call, Caller } from './caller.ts';
import type { Random } from './random.ts';
import { CURRENCY, type Session, type Split, type Item } from './test-data.ts';

/** Creates products with stock at one location or two. */
export class ProductFactory {
  private readonly caller: Caller;
  private readonly random: Random;
  private readonly staff: Session;
  private locations: string[] | undefined;

  constructor(caller: Caller, random: Random, staff: Session) {
    this.caller = caller;
    this.random = random;
    this.staff = staff;
  }

  /** `stock` at the main location, `more` at the second one. */
  async create([stock = 0, more = 0]: number[], price: number): Promise<Split> {
    const item = await this.createProduct({ stock, price });
    const [main = '', other = ''] = await this.locationIds();
    if (more === 0) return { item, locations: [[main, stock]] };
    const path = `/api/v1/admin/variants/${item.variantId}/stock`;
    const body = { onHand: more, locationId: other };
    await this.ask({ what: 'product', method: 'PUT', path, body });
    const locations: Split['locations'] = [
      [main, stock],
      [other, more],
    ];
    return { item: { ...item, stock: stock + more, otherLocation: other }, locations };
  }

  /** Limits how many pieces one customer may have. */
  async limit({ variantId }: Item, maxPerCustomer: number): Promise<void> {
    const path = `/api/v1/admin/variants/${variantId}/stock`;
    await this.ask({ what: 'product', method: 'PUT', path, body: { maxPerCustomer } });
  }

  private async createProduct({ stock, price }: Pick<Item, 'stock' | 'price'>): Promise<Item> {
    const slug = this.name();
    const sku = slug.toUpperCase();
    const variant = { sku, options: {}, price: { amount: price, currency: CURRENCY }, stock };
    const product = { slug, title: `Proof ${slug}`, status: 'active', variants: [variant] };
    const path = '/api/v1/admin/imports/products';
    await this.ask({ what: 'product', method: 'POST', path, body: { products: [product] } });
    const page = await this.ask({ what: 'page', method: 'GET', path: `/api/v1/products/${slug}` });
    const variantId = (page.body as { variants: { id: string }[] }).variants[0]?.id;
    if (!variantId) throw new Error(`the products are not listed: ${JSON.stringify(page.body)}`);
    return { variantId, sku, stock, price };
  }

  /** The main location, and one of lower priority. */
  private async locationIds(): Promise<string[]> {
    if (this.locations) return this.locations;
    const path = '/api/v1/admin/locations';
    const { body } = await this.ask({ what: 'locations', method: 'GET', path });
    const known = (body as { items: { id: string; code: string }[] }).items;
    const main = known.find(({ code }) => code === 'main')?.id;
    if (!main) throw new Error('there is no main location');
    const location = { code: this.name(), name: 'Annexe', priority: 5 };
    const made = await this.ask({ what: 'locations', method: 'POST', path, body: location });
    return (this.locations = [main, (made.body as { id: string }).id]);
  }

  /** With the time, because the same seed may run twice on one shop. */
  private name(): string {
    return `prove-${Date.now().toString(36)}-${this.random.between(0, 1e9).toString(36)}`;
  }

  private async ask(call: Call): Promise<Answer> {
    const headers = { ...(await this.staff()), 'Idempotency-Key': this.random.key() };
    const answer = await this.caller.settled({ ...call, headers }, this.random);
    if (answer.outcome === 'ok') return answer;
    throw new Error(`${call.path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}
