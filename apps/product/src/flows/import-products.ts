import { Injectable } from '@nestjs/common';
import { NotYet } from '@tradepost/errors';
import { Metrics } from '@tradepost/observability';
import { movedDetail } from '../domain/address.ts';
import type { Fault } from '../domain/faults.ts';
import { changeTo, type ProductChange } from '../domain/product-change.ts';
import { type ProductInput, readProductInput } from '../domain/product-input.ts';
import type { CategoryRef, ProductRecord } from '../domain/product.ts';
import { slugOf } from '../domain/slug.ts';
import {
  Ids,
  type ImportState,
  ImportStore,
  type ImportWork,
  type Keyed,
  type RequestKey,
  SafeHtml,
} from './ports.ts';

export type ImportResult = {
  readonly slug: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly faults: readonly Fault[];
  readonly productId: string;
  readonly variants: readonly { readonly sku: string; readonly id: string }[];
};

type Plan = ImportWork & { results: ImportResult[]; changes: ProductChange[]; categories: CategoryRef[] };

// Lost races in a row before the caller is asked to come back.
const ATTEMPTS = 5;

/** Makes products what the inputs say: each whole or not at all, the same input twice changes nothing. */
@Injectable()
export class ImportProducts {
  private readonly outcomes;

  constructor(
    private readonly store: ImportStore,
    private readonly ids: Ids,
    private readonly html: SafeHtml,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter('products_imported_total', 'Products that imports named', ['outcome']);
  }

  /** With a key it is done once, and its results are kept. @throws DomainError `idempotency.mismatch` */
  async run(inputs: readonly ProductInput[], isDryRun: boolean, key?: RequestKey): Promise<ImportResult[]> {
    const read = inputs.map((input) => ({ slug: input.slug.trim(), ...withCategory(this.harmless(input)) }));
    const records = read.flatMap((one) => ('record' in one ? [one.record] : []));
    const decide = (state: ImportState): Plan => this.plan(read, state, isDryRun);
    let plan = decide(await this.store.load(records));
    if (isDryRun) return plan.results;
    // Mostly there is nothing to do, and no need to lock anything for it; but under a key the answer is to be kept.
    if (key || plan.changes.length > 0) plan = await this.write(records, decide, key && keyed(key));
    for (const { outcome } of plan.results) this.outcomes.inc({ outcome });
    return plan.results;
  }

  private harmless(input: ProductInput): ProductInput {
    return { ...input, description: this.html.of(input.description) };
  }

  private async write(
    records: readonly ProductRecord[],
    decide: (state: ImportState) => Plan,
    under: Keyed<Plan> | undefined,
  ): Promise<Plan> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const plan = await this.store.change(records, decide, under);
      if (plan) return plan;
    }
    throw new NotYet('aborted', 'others kept making the same products');
  }

  private plan(read: readonly Read[], state: ImportState, isDryRun: boolean): Plan {
    const plan: Plan = { results: [], changes: [], categories: [] };
    const seen = new Map<string, string>();
    for (const one of read) {
      const asked = 'record' in one ? whereItIs(one.record, state) : undefined;
      const faults = 'record' in one ? conflictsOf(asked ?? one.record, state, seen) : one.faults;
      if (faults.length > 0 || !asked) {
        plan.results.push({ slug: one.slug, outcome: 'refused', faults, productId: '', variants: [] });
        continue;
      }
      const { record, category } = resolved(asked, state);
      const stored = state.products.get(record.slug);
      const change = changeTo(record, stored, retiredOf(record, state), () => this.ids.next());
      const held = change && heldFaults(change, state);
      if (held && held.length > 0) {
        plan.results.push({ slug: one.slug, outcome: 'refused', faults: held, productId: '', variants: [] });
        continue;
      }
      if (change) plan.changes.push(change);
      if (change && category && !plan.categories.some(({ slug }) => slug === category.slug))
        plan.categories.push(category);
      const variantIds = change?.variants.map(({ id }) => id) ?? stored?.variantIds ?? [];
      const isShown = !isDryRun || stored !== undefined;
      plan.results.push({
        ...{ slug: record.slug, outcome: change?.outcome ?? 'unchanged', faults: [] },
        productId: isShown ? (change?.id ?? stored?.id ?? '') : '',
        variants: isShown ? record.variants.map(({ sku }, i) => ({ sku, id: variantIds[i] ?? '' })) : [],
      });
    }
    return plan;
  }
}

/** What is kept of an import are its results; given again, nothing is left to be written. */
const keyed = (key: RequestKey): Keyed<Plan> => ({
  key,
  encode: ({ results }) => Buffer.from(JSON.stringify(results)),
  decode: (answer) => {
    const results = JSON.parse(Buffer.from(answer).toString()) as ImportResult[];
    return { results, changes: [], categories: [] };
  },
});

type Read = { slug: string } & ({ record: ProductRecord } | { faults: readonly Fault[] });

/** The kind of product is its category when none is given. */
function withCategory(input: ProductInput): { record: ProductRecord } | { faults: readonly Fault[] } {
  const read = readProductInput(input);
  if (!('record' in read)) return read;
  const category = read.record.category || read.record.type;
  if (category !== '' && slugOf(category) === '')
    return {
      faults: [{ field: 'category', code: 'category.invalid', detail: 'Use some letters or digits.' }],
    };
  return { record: { ...read.record, category } };
}

/** The record with its category's slug, and the category when it is new. */
function resolved(
  record: ProductRecord,
  state: ImportState,
): { record: ProductRecord; category?: CategoryRef } {
  if (record.category === '') return { record };
  const known = state.categories.get(record.category);
  if (known) return { record: { ...record, category: known } };
  const category = { slug: slugOf(record.category), name: record.category };
  return { record: { ...record, category: category.slug }, category };
}

/**
 * The record under the slug that its product has today. An old slug means the product that had it where the input names
 * goods of that product; other goods do not get an address that leads elsewhere.
 */
function whereItIs(record: ProductRecord, state: ImportState): ProductRecord | undefined {
  const slug = state.moved.get(record.slug);
  if (slug === undefined) return record;
  const isSame = record.variants.some(({ sku }) => state.skus.get(sku)?.productSlug === slug);
  return isSame ? { ...record, slug } : undefined;
}

/** SKUs and slugs that belong to another product, of the shop or of this batch. */
function conflictsOf(record: ProductRecord, state: ImportState, seen: Map<string, string>): Fault[] {
  const faults: Fault[] = [];
  const movedTo = state.moved.get(record.slug);
  if (movedTo !== undefined) faults.push({ field: 'slug', code: 'slug.moved', detail: movedDetail(movedTo) });
  if (seen.has(`slug ${record.slug}`))
    faults.push({
      field: 'slug',
      code: 'slug.duplicate',
      detail: `"${record.slug}" comes twice in this batch.`,
    });
  record.variants.forEach(({ sku }, i) => {
    const owner = state.skus.get(sku)?.productSlug ?? seen.get(`sku ${sku}`) ?? record.slug;
    if (owner !== record.slug)
      faults.push({
        field: `variants[${i}].sku`,
        code: 'sku.taken',
        detail: `"${sku}" belongs to "${owner}".`,
      });
  });
  if (faults.length > 0) return faults;
  seen.set(`slug ${record.slug}`, record.slug);
  for (const { sku } of record.variants) seen.set(`sku ${sku}`, record.slug);
  return [];
}

function retiredOf(record: ProductRecord, state: ImportState): Map<string, string> {
  const known = record.variants.map(({ sku }) => [sku, state.skus.get(sku)] as const);
  return new Map(known.flatMap(([sku, one]) => (one?.isRetired ? [[sku, one.variantId] as const] : [])));
}

/** Goods that are promised to running checkouts can't be counted away. */
function heldFaults({ variants }: ProductChange, state: ImportState): Fault[] {
  return variants.flatMap(({ id, setStock, record }, i) => {
    const held = state.held.get(id) ?? 0;
    if (setStock === undefined || setStock >= held || record.backorder) return [];
    const detail = `${held} are held for orders that are being paid; give at least ${held}, or try again later.`;
    return [{ field: `variants[${i}].stock`, code: 'stock.below_held', detail }];
  });
}
