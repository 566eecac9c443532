import { describe, expect, it } from '@jest/globals';
import type { ProductDraft } from './rules/product-draft.ts';
import type { Answer, CallOptions, Shop } from '../input/shop-client.ts';
import { sendProducts, type ProductOutcome } from './send.ts';

function aDraft(slug: string, descriptionHtml = ''): ProductDraft {
  const nothing = { vendor: '', type: '', tags: [], options: [], variants: [], images: [] };
  return { slug, title: slug, descriptionHtml, status: 'active', ...nothing };
}

class RecordingShop implements Shop {
  readonly sizes: number[] = [];
  readonly bytes: number[] = [];
  status = 200;
  spoiled = '';

  call(_method: string, _path: string, { body }: CallOptions = {}): Promise<Answer> {
    const { products } = body as { products: ProductDraft[] };
    this.sizes.push(products.length);
    this.bytes.push(Buffer.byteLength(JSON.stringify(body)));
    const results = products.map(({ slug }) => ({ slug, outcome: 'created', errors: [] }));
    const headers = new Headers();
    if (products.some(({ slug }) => slug === this.spoiled)) {
      const errors = [{ field: 'title', detail: 'is too long' }];
      return Promise.resolve({ status: 400, headers, body: { code: 'request.invalid', errors } });
    }
    return Promise.resolve({
      status: this.status,
      headers,
      body: this.status === 200 ? { results } : { code: 'no' },
    });
  }
}

async function send(shop: Shop, drafts: ProductDraft[]): Promise<ProductOutcome[]> {
  const outcomes: ProductOutcome[] = [];
  for await (const sent of sendProducts(shop, drafts, { dryRun: false }))
    outcomes.push(...sent.map(({ outcome }) => outcome));
  return outcomes;
}

describe('sending products', () => {
  it('fills batches of at most fifty', async () => {
    const shop = new RecordingShop();
    const drafts = Array.from({ length: 101 }, (_, index) => aDraft(`p-${index}`));
    expect((await send(shop, drafts)).map(({ slug }) => slug)).toEqual(drafts.map(({ slug }) => slug));
    expect(shop.sizes).toEqual([50, 50, 1]);
  });

  it('keeps calls of several products small, and sends a large one alone', async () => {
    const shop = new RecordingShop();
    const texts = [15_000, 15_000, 15_000, 600_000, 15_000, 1_900_000].map((length) => 'é'.repeat(length));
    await send(
      shop,
      texts.map((text, index) => aDraft(`p-${index}`, text)),
    );
    expect(shop.sizes).toEqual([2, 1, 1, 1, 1]);
    expect(Math.max(...shop.bytes)).toBeLessThan(4_000_000);
  });

  it('refuses a product that fits in no call and sends the others', async () => {
    const shop = new RecordingShop();
    const outcomes = await send(shop, [aDraft('a'), aDraft('huge', 'x'.repeat(4_000_000)), aDraft('b')]);
    expect(outcomes.map(({ slug, outcome }) => [slug, outcome])).toEqual([
      ['huge', 'refused'],
      ['a', 'created'],
      ['b', 'created'],
    ]);
  });

  it('sends products one by one when one of them spoils a call', async () => {
    const shop = new RecordingShop();
    shop.spoiled = 'b';
    const outcomes = await send(shop, [aDraft('a'), aDraft('b'), aDraft('c')]);
    expect(outcomes.map(({ slug, outcome }) => [slug, outcome])).toEqual([
      ['a', 'created'],
      ['b', 'refused'],
      ['c', 'created'],
    ]);
    expect(outcomes[1]?.errors).toEqual([{ field: 'title', detail: 'is too long' }]);
  });

  it('stops with what the shop said when it refuses a call', async () => {
    const shop = new RecordingShop();
    shop.status = 403;
    await expect(send(shop, [aDraft('a')])).rejects.toThrow('403 no');
  });
});
