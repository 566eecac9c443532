import { describe, expect, it } from '@jest/globals';
import type { Answer, CallOptions, Shop } from '../input/shop-client.ts';
import { importProducts } from './moves.ts';
import type { ProductDraft } from './rules/product-draft.ts';
import type { ProductOutcome } from './send.ts';

interface Call {
  keepVariants?: boolean;
  dryRun: boolean;
  products: ProductDraft[];
}

/** Knows which product has which SKU, and moves them as the shop does. */
class ShopOfSkus implements Shop {
  readonly calls: string[][] = [];
  readonly owners: Map<string, string>;
  bad = '';

  constructor(owners: Record<string, string>) {
    this.owners = new Map(Object.entries(owners));
  }

  async call(_method: string, _path: string, { body }: CallOptions = {}): Promise<Answer> {
    await Promise.resolve();
    const { products, keepVariants = false, dryRun } = body as Call;
    this.calls.push(products.map(({ slug }) => slug));
    const results = products.map((product) => this.outcomeOf(product, products, keepVariants));
    while (products.some((product, i) => this.refuseHalfMove(product, i, products, results)));
    if (!dryRun) products.forEach((product, i) => this.write(product, results[i] as ProductOutcome));
    return { status: 200, headers: new Headers(), body: { results } };
  }

  private outcomeOf(product: ProductDraft, batch: ProductDraft[], keepVariants: boolean): ProductOutcome {
    const { slug } = product;
    if (slug === this.bad) return { slug, outcome: 'refused', errors: [{ code: 'field.required' }] };
    const skus = skusOf(product);
    const taken = skus.flatMap((sku) => {
      const owner = this.owners.get(sku) ?? slug;
      const giver = batch.find((other) => other.slug === owner);
      const isGiven = giver && !skusOf(giver).includes(sku);
      return owner === slug || isGiven ? [] : [{ code: 'sku.taken', owner }];
    });
    if (taken.length > 0) return { slug, outcome: 'refused', errors: taken };
    const lost = [...this.owners].flatMap(([sku, owner]) =>
      owner === slug && !skus.includes(sku) ? [sku] : [],
    );
    const retired = lost.filter((sku) => !batch.some((other) => skusOf(other).includes(sku)));
    if (keepVariants && retired.length > 0)
      return { slug, outcome: 'refused', errors: [{ code: 'variant.would_retire' }], retired };
    return { slug, outcome: 'updated', errors: [], retired: lost };
  }

  /** What one product gives, another one takes in the same call, or neither changes. */
  private refuseHalfMove(
    { slug }: ProductDraft,
    place: number,
    batch: ProductDraft[],
    results: ProductOutcome[],
  ): boolean {
    const isExchange = (from: string, to: ProductDraft) =>
      skusOf(to).some((sku) => this.owners.get(sku) === from);
    const other = batch.find(
      (one, i) =>
        one.slug !== slug &&
        results[i]?.outcome === 'refused' &&
        (isExchange(slug, one) || isExchange(one.slug, batch[place] as ProductDraft)),
    );
    if (!other || results[place]?.outcome === 'refused') return false;
    results[place] = {
      slug,
      outcome: 'refused',
      errors: [{ code: 'sku.move_refused', owner: other.slug }],
    };
    return true;
  }

  private write(product: ProductDraft, { outcome, retired = [] }: ProductOutcome): void {
    if (outcome === 'refused') return;
    for (const sku of retired) if (this.owners.get(sku) === product.slug) this.owners.delete(sku);
    for (const sku of skusOf(product)) this.owners.set(sku, product.slug);
  }
}

const skusOf = ({ variants = [] }: ProductDraft): string[] => variants.map(({ sku = '' }) => sku);
const aDraft = (slug: string, ...skus: string[]): ProductDraft => ({
  slug,
  variants: skus.map((sku) => ({ sku })),
});
/** More than one call takes, so that what stands before and after is in different ones. */
const fillers = Array.from({ length: 60 }, (_, i) => aDraft(`filler-${i}`, `F-${i}`));

async function run(shop: Shop, drafts: ProductDraft[], notSent: ProductDraft[] = [], dryRun = false) {
  const all = [...drafts, ...notSent];
  const index = {
    ownerOf: (sku: string) => all.find((draft) => skusOf(draft).includes(sku))?.slug,
    hasProduct: (slug: string) => all.some((draft) => draft.slug === slug),
  };
  const outcomes = new Map<string, ProductOutcome>();
  for await (const outcome of importProducts(shop, drafts, index, dryRun)) {
    expect(outcomes.has(outcome.slug)).toBe(false);
    outcomes.set(outcome.slug, outcome);
  }
  expect(outcomes.size).toBe(drafts.length);
  return (slug: string) => outcomes.get(slug)?.outcome;
}

describe('a SKU that moves within a file', () => {
  it.each([
    ['first', [aDraft('a', 'R'), ...fillers, aDraft('b', 'B')]],
    ['last', [aDraft('b', 'B'), ...fillers, aDraft('a', 'R')]],
  ])('is sent with both products in one call when the giver comes %s', async (_, drafts) => {
    const shop = new ShopOfSkus({ R: 'a', B: 'a' });
    const outcomeOf = await run(shop, drafts);
    expect([outcomeOf('a'), outcomeOf('b')]).toEqual(['updated', 'updated']);
    expect([shop.owners.get('R'), shop.owners.get('B')]).toEqual(['a', 'b']);
    expect(shop.calls.at(-1)?.toSorted()).toEqual(['a', 'b']);
  });

  it('can be one of a ring of moves', async () => {
    const shop = new ShopOfSkus({ A: 'a', B: 'b', C: 'c' });
    await run(shop, [
      aDraft('a', 'C'),
      ...fillers,
      aDraft('b', 'A'),
      ...fillers.map((one) => aDraft(`${one.slug}-2`)),
      aDraft('c', 'B'),
    ]);
    expect(['A', 'B', 'C'].map((sku) => shop.owners.get(sku))).toEqual(['b', 'c', 'a']);
  });

  it('stays when the product that gets it is not sent, or is refused', async () => {
    const shop = new ShopOfSkus({ R: 'a', B: 'a' });
    expect((await run(shop, [aDraft('a', 'R')], [aDraft('b', 'B')]))('a')).toBe('refused');
    shop.bad = 'b';
    expect((await run(shop, [aDraft('a', 'R'), ...fillers, aDraft('b', 'B')]))('a')).toBe('refused');
    expect(shop.owners.get('B')).toBe('a');
  });

  it('stays when the product that has it is not in the file', async () => {
    const shop = new ShopOfSkus({ R: 'a', B: 'a' });
    expect((await run(shop, [aDraft('b', 'B')]))('b')).toBe('refused');
    expect(shop.owners.get('B')).toBe('a');
  });

  it.each([
    ['in one call', [] as ProductDraft[]],
    ['in different calls', fillers],
  ])('comes also when the product that gets it drops a SKU of its own, %s', async (_, between) => {
    for (const isGiverFirst of [true, false]) {
      const shop = new ShopOfSkus({ OLD: 'a', B1: 'b', B2: 'b' });
      const [giver, taker] = [aDraft('b', 'B1'), aDraft('a', 'B2')];
      const drafts = isGiverFirst ? [giver, ...between, taker] : [taker, ...between, giver];
      const outcomeOf = await run(shop, drafts);
      expect([outcomeOf('a'), outcomeOf('b')]).toEqual(['updated', 'updated']);
      expect(Object.fromEntries([...shop.owners].filter(([sku]) => !sku.startsWith('F-')))).toEqual({
        ...{ B1: 'b', B2: 'a' },
      });
    }
  });

  it('comes also when the product that gives it names itself anew, and the one that gets it does, too', async () => {
    const shop = new ShopOfSkus({ R: 'r', SS: 'ss' });
    const outcomeOf = await run(shop, [aDraft('r', 'SS'), aDraft('ss', 'NEW')]);
    expect([outcomeOf('r'), outcomeOf('ss')]).toEqual(['updated', 'updated']);
    expect(Object.fromEntries(shop.owners)).toEqual({ SS: 'r', NEW: 'ss' });
  });

  it('stays when a third product should get what one of the two drops, but is not sent', async () => {
    for (const between of [[], fillers]) {
      const shop = new ShopOfSkus({ OLD: 'a', B1: 'b', B2: 'b' });
      const outcomeOf = await run(
        shop,
        [aDraft('b', 'B1'), ...between, aDraft('a', 'B2')],
        [aDraft('c', 'OLD')],
      );
      expect([outcomeOf('a'), outcomeOf('b')]).toEqual(['refused', 'refused']);
      expect([shop.owners.get('OLD'), shop.owners.get('B2')]).toEqual(['a', 'b']);
    }
  });

  it('that no other product has is not sold any more', async () => {
    const shop = new ShopOfSkus({ R: 'a', B: 'a' });
    expect((await run(shop, [aDraft('a', 'R'), ...fillers]))('a')).toBe('updated');
    expect(shop.owners.has('B')).toBe(false);
  });

  it('is reported by a dry run as it will be', async () => {
    const shop = new ShopOfSkus({ R: 'a', B: 'a' });
    const outcomeOf = await run(shop, [aDraft('a', 'R'), ...fillers, aDraft('b', 'B')], [], true);
    expect([outcomeOf('a'), outcomeOf('b')]).toEqual(['updated', 'updated']);
    expect(shop.owners.get('B')).toBe('a');
  });
});
