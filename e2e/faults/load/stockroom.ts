import type { Answer, Call, Caller } from './caller.ts';
import type { Random } from './random.ts';
import { CURRENCY, type Session, type Split, type Ware } from './scene.ts';

/** Creates products with stock at one location or two. */
export class Stockroom {
  private readonly caller: Caller;
  private readonly random: Random;
  private readonly staff: Session;
  private places: string[] | undefined;

  constructor(caller: Caller, random: Random, staff: Session) {
    this.caller = caller;
    this.random = random;
    this.staff = staff;
  }

  /** So many at the main place, so many at the other one. */
  async fill([stock = 0, more = 0]: number[], price: number): Promise<Split> {
    const ware = await this.make({ stock, price });
    const [main = '', other = ''] = await this.bothPlaces();
    if (more === 0) return { ware, places: [[main, stock]] };
    const path = `/api/v1/admin/variants/${ware.variantId}/stock`;
    const body = { onHand: more, locationId: other };
    await this.asked({ what: 'ware', method: 'PUT', path, body });
    const places: Split['places'] = [
      [main, stock],
      [other, more],
    ];
    return { ware: { ...ware, stock: stock + more, elsewhere: other }, places };
  }

  /** So many may one customer have. */
  async limit({ variantId }: Ware, maxPerCustomer: number): Promise<void> {
    const path = `/api/v1/admin/variants/${variantId}/stock`;
    await this.asked({ what: 'ware', method: 'PUT', path, body: { maxPerCustomer } });
  }

  private async make({ stock, price }: Pick<Ware, 'stock' | 'price'>): Promise<Ware> {
    const slug = this.name();
    const sku = slug.toUpperCase();
    const variant = { sku, options: {}, price: { amount: price, currency: CURRENCY }, stock };
    const product = { slug, title: `Proof ${slug}`, status: 'active', variants: [variant] };
    const path = '/api/v1/admin/imports/products';
    await this.asked({ what: 'ware', method: 'POST', path, body: { products: [product] } });
    const page = await this.asked({ what: 'page', method: 'GET', path: `/api/v1/products/${slug}` });
    const variantId = (page.body as { variants: { id: string }[] }).variants[0]?.id;
    if (!variantId) throw new Error(`the products are not listed: ${JSON.stringify(page.body)}`);
    return { variantId, sku, stock, price };
  }

  /** The one that is always there, and one that is emptied after it. */
  private async bothPlaces(): Promise<string[]> {
    if (this.places) return this.places;
    const path = '/api/v1/admin/locations';
    const { body } = await this.asked({ what: 'places', method: 'GET', path });
    const known = (body as { items: { id: string; code: string }[] }).items;
    const main = known.find(({ code }) => code === 'main')?.id;
    if (!main) throw new Error('there is no main place');
    const place = { code: this.name(), name: 'Annexe', priority: 5 };
    const made = await this.asked({ what: 'places', method: 'POST', path, body: place });
    return (this.places = [main, (made.body as { id: string }).id]);
  }

  /** With the time, because the same seed may run twice on one shop. */
  private name(): string {
    return `prove-${Date.now().toString(36)}-${this.random.between(0, 1e9).toString(36)}`;
  }

  private async asked(call: Call): Promise<Answer> {
    const headers = { ...(await this.staff()), 'Idempotency-Key': this.random.key() };
    const answer = await this.caller.settled({ ...call, headers }, this.random);
    if (answer.outcome === 'ok') return answer;
    throw new Error(`${call.path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  }
}
