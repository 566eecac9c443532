import { describe, expect, it } from '@jest/globals';
import type { SlugOwner } from '../domain/slug-move.ts';
import type { LevelChange, StockLevel } from '../domain/stock-adjustment.ts';
import { productDetails, variantDetails } from '../testing/product-details.ts';
import { AdjustStock } from './adjust-stock.ts';
import { ChangeVariant } from './change-variant.ts';
import { CreateLocation } from './create-location.ts';
import { MoveCategorySlug } from './move-category-slug.ts';
import { MoveProductSlug } from './move-product-slug.ts';
import { CategoryEdits, type Location, LocationStore, ProductEdits } from './ports.ts';
import { SetProductStatus } from './set-product-status.ts';
import { SetVariantPrices } from './set-variant-prices.ts';

const level: StockLevel = {
  ...{ onHand: 5, held: 3, isTracked: true },
  ...{ backorderLimit: 0, maxPerCustomer: null, lowThreshold: null },
};

/** Asks for a decision on what the spec sets up, and records it. */
class RecordingEdits extends ProductEdits {
  readonly decided: unknown[] = [];
  owner: SlugOwner | undefined;
  private readonly current = { variant: variantDetails(), product: productDetails() };

  async changePrices(...[, decide]: Parameters<ProductEdits['changePrices']>) {
    const { priceMinor, compareAtMinor, tiers } = this.current.variant;
    this.decided.push(decide({ currency: 'GBP', priceMinor, compareAtMinor, tiers }));
    return this.current;
  }
  async changeTerms(...[, decide]: Parameters<ProductEdits['changeTerms']>) {
    this.decided.push(decide(this.current.variant));
    return this.current;
  }
  async changeStock(...[, decide]: Parameters<ProductEdits['changeStock']>) {
    this.decided.push(decide(level));
    return this.current;
  }
  async changeStatus(...[, decide]: Parameters<ProductEdits['changeStatus']>) {
    this.decided.push(decide('active'));
    return this.current.product;
  }
  async changeSlug(...[, decide]: Parameters<ProductEdits['changeSlug']>) {
    this.decided.push(decide({ id: 'product', slug: 'mug', isCurrent: true }, this.owner));
    return this.current.product;
  }
}

const edit = { id: 'product', expectedVersion: undefined };
const gbp = (amountMinor: number) => ({ amountMinor, currency: 'GBP' });

describe('changing how a variant is taxed and shipped', () => {
  const change = async (wanted: Parameters<ChangeVariant['run']>[1]) => {
    const edits = new RecordingEdits();
    await new ChangeVariant(edits).run(edit, wanted);
    return edits.decided;
  };

  it('keeps what is not said', async () => {
    const kept = { taxClass: 'standard', requiresShipping: true, barcode: '' };
    expect(await change({ taxClass: 'zero' })).toEqual([{ ...kept, taxClass: 'zero' }]);
    expect(await change({ requiresShipping: false })).toEqual([{ ...kept, requiresShipping: false }]);
    expect(await change({ barcode: ' 978-0-306-40615-7 ' })).toEqual([{ ...kept, barcode: '9780306406157' }]);
  });

  it.each(['9506000134353', '9.506E+12'])('refuses the barcode %s', (barcode) =>
    expect(change({ barcode })).rejects.toMatchObject({ code: 'request.invalid' }),
  );

  it('stores nothing when nothing differs', async () =>
    expect(await change({ taxClass: 'standard', requiresShipping: true })).toEqual([undefined]));
});

describe('setting prices', () => {
  const setPrices = async (input: Parameters<SetVariantPrices['run']>[1]) => {
    const edits = new RecordingEdits();
    await new SetVariantPrices(edits).run(edit, input);
    return edits.decided;
  };

  it('stores other prices, tiers in ascending order', async () =>
    expect(
      await setPrices({
        price: gbp(400),
        tiers: [
          { minQuantity: 9, price: gbp(300) },
          { minQuantity: 5, price: gbp(350) },
        ],
      }),
    ).toEqual([
      {
        ...{ currency: 'GBP', priceMinor: 400, compareAtMinor: null },
        tiers: [
          { minQuantity: 5, amountMinor: 350 },
          { minQuantity: 9, amountMinor: 300 },
        ],
      },
    ]));

  it('changes nothing when the prices are the same', async () =>
    expect(await setPrices({ price: gbp(500), tiers: [] })).toEqual([undefined]));

  it('refuses another currency than that of the product', () =>
    expect(setPrices({ price: { amountMinor: 500, currency: 'EUR' }, tiers: [] })).rejects.toMatchObject({
      ...{ code: 'currency.mixed', facts: { currency: 'GBP' } },
    }));

  it('names all wrong fields before it looks at the product', async () => {
    const edits = new RecordingEdits();
    const run = async () =>
      new SetVariantPrices(edits).run(edit, { tiers: [{ minQuantity: 1, price: gbp(1) }] });
    await expect(run()).rejects.toMatchObject({
      code: 'request.invalid',
      facts: { errors: expect.arrayContaining([expect.objectContaining({ field: 'price' })]) as unknown },
    });
    expect(edits.decided).toEqual([]);
  });
});

describe('adjusting stock', () => {
  const nothing: LevelChange = {
    ...{ adjustment: undefined, backorderLimit: undefined },
    ...{ maxPerCustomer: undefined, lowThreshold: undefined },
  };
  const adjust = async (change: Partial<LevelChange>) => {
    const edits = new RecordingEdits();
    await new AdjustStock(edits).run({ ...edit, locationId: 'main' }, { ...nothing, ...change });
    return edits.decided;
  };

  it('stores the new level, with the reason of its movement', async () => {
    expect(await adjust({ adjustment: { kind: 'adjust', by: 2 } })).toEqual([
      { level: { ...level, onHand: 7 }, reason: 'adjust' },
    ]);
    expect(await adjust({ adjustment: { kind: 'set', onHand: 9 } })).toEqual([
      { level: { ...level, onHand: 9 }, reason: 'set' },
    ]);
  });

  it('changes nothing when the level is the same', async () =>
    expect(await adjust({ adjustment: { kind: 'set', onHand: 5 } })).toEqual([undefined]));

  it('refuses less than is held', () =>
    expect(adjust({ adjustment: { kind: 'set', onHand: 2 } })).rejects.toMatchObject({
      code: 'stock.below_held',
    }));

  it('refuses a request that changes nothing', () =>
    expect(adjust({})).rejects.toMatchObject({ code: 'request.invalid' }));
});

describe('setting a status', () => {
  const setStatus = async (status: 'active' | 'archived' | undefined) => {
    const edits = new RecordingEdits();
    await new SetProductStatus(edits).run(edit, status);
    return edits.decided;
  };

  it('stores another one, and changes nothing when it is the same', async () => {
    expect(await setStatus('archived')).toEqual(['archived']);
    expect(await setStatus('active')).toEqual([undefined]);
  });

  it('refuses an unknown one', () =>
    expect(setStatus(undefined)).rejects.toMatchObject({
      facts: { errors: [expect.objectContaining({ field: 'status' })] },
    }));
});

describe('moving a slug', () => {
  class Categories extends CategoryEdits {
    readonly decided: boolean[] = [];
    constructor(private readonly owner: SlugOwner | undefined) {
      super();
    }
    async changeSlug(...[, decide]: Parameters<CategoryEdits['changeSlug']>) {
      this.decided.push(decide({ id: 'category', slug: 'mugs', isCurrent: true }, this.owner));
      return {
        id: 'category',
        slug: 'mugs',
        name: 'Mugs',
        parentSlug: '',
        position: 0,
        productCount: 0,
        card: null,
      };
    }
  }
  const moveProduct = async (slug: string, isTakeOver: boolean, owner?: SlugOwner) => {
    const edits = new RecordingEdits();
    edits.owner = owner;
    await new MoveProductSlug(edits).run({ ...edit, slug }, isTakeOver);
    return edits.decided;
  };
  const moveCategory = async (slug: string, isTakeOver: boolean, owner?: SlugOwner) => {
    const edits = new Categories(owner);
    await new MoveCategorySlug(edits).run({ id: 'category', slug }, isTakeOver);
    return edits.decided;
  };

  it.each([
    ['product', moveProduct, 'mug'],
    ['category', moveCategory, 'mugs'],
  ] as const)('moves a %s to a free slug, and not to its own', async (_, move, own) => {
    expect(await move('new-slug', false)).toEqual([true]);
    expect(await move(own, false)).toEqual([false]);
    await expect(move('Not A Slug', false)).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it.each([
    ['product', moveProduct],
    ['category', moveCategory],
  ] as const)('takes the old slug of another %s only if asked to', async (_, move) => {
    const former = { id: 'another', slug: 'elsewhere', isCurrent: false };
    await expect(move('new-slug', false, former)).rejects.toMatchObject({ code: 'slug.moved' });
    expect(await move('new-slug', true, former)).toEqual([true]);
    await expect(move('new-slug', true, { ...former, isCurrent: true })).rejects.toMatchObject({
      code: 'slug.taken',
    });
  });
});

describe('creating a location', () => {
  class Locations extends LocationStore {
    readonly added: Location[] = [];
    async add(location: Location) {
      this.added.push(location);
    }
  }
  const input = { code: 'annexe', name: 'Annexe', priority: 1 };

  it('stores it under a new id', async () => {
    const locations = new Locations();
    const created = await new CreateLocation(locations, { next: () => 'new-id' }).run(input);
    expect(created).toEqual({ ...input, id: 'new-id' });
    expect(locations.added).toEqual([created]);
  });

  it('refuses a wrong one', async () => {
    const locations = new Locations();
    const creating = new CreateLocation(locations, { next: () => 'new-id' }).run({ ...input, code: 'A B' });
    await expect(creating).rejects.toMatchObject({ code: 'request.invalid' });
    expect(locations.added).toEqual([]);
  });
});
