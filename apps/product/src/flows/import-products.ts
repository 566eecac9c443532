import { Injectable } from '@nestjs/common';
import { IMPORT_PRODUCTS } from '@tradepost/contracts/limits';
import { RetryableError } from '@tradepost/errors';
import { Metrics } from '@tradepost/observability';
import { type CheckedInput, checkInput, checkPatch } from '../domain/checked-input.ts';
import { invalidField } from '../domain/field-errors.ts';
import { type ImportMode, type ImportPlan, type ImportResult, planImport } from '../domain/import-plan.ts';
import type { ImportState } from '../domain/import-state.ts';
import type { ProductInput } from '../domain/product-input.ts';
import type { ProductPatch } from '../domain/product-patch.ts';
import type { GivenProduct } from '../domain/product.ts';
import { PRODUCT_SERIES } from '../product.series.ts';
import { Ids, ImportStore, type RequestKey, SafeHtml } from './ports.ts';

// Lost races in a row, before the caller must come back.
const MAX_ATTEMPTS = 5;

/** Makes products what the inputs say. Each is written whole or not at all; repeating an input changes nothing. */
@Injectable()
export class ImportProducts {
  private readonly outcomes;

  constructor(
    private readonly store: ImportStore,
    private readonly ids: Ids,
    private readonly html: SafeHtml,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter(PRODUCT_SERIES.imported);
  }

  /** With a key it takes effect once. @throws DomainError `request.invalid`, `idempotency.mismatch` */
  async run(
    inputs: readonly ProductInput[],
    isDryRun: boolean,
    key?: RequestKey,
  ): Promise<readonly ImportResult[]> {
    checkCount(inputs.length);
    const checked = inputs.map((input) =>
      checkInput({ ...input, description: this.html.of(input.description) }),
    );
    return this.decide(checked, { isDryRun }, key);
  }

  /** As `run`, but what the patches leave out stays as it is. */
  async patch(
    patches: readonly ProductPatch[],
    mode: ImportMode,
    key?: RequestKey,
  ): Promise<readonly ImportResult[]> {
    checkCount(patches.length);
    const checked = patches.map(({ description, ...patch }) =>
      checkPatch(description === undefined ? patch : { ...patch, description: this.html.of(description) }),
    );
    return this.decide(checked, mode, key);
  }

  private async decide(
    checked: readonly CheckedInput[],
    mode: ImportMode,
    key: RequestKey | undefined,
  ): Promise<readonly ImportResult[]> {
    const records = checked.flatMap((one) =>
      'record' in one ? [one.record, ...(one.former ? [one.former] : [])] : [],
    );
    const decide = (state: ImportState) => planImport(checked, state, () => this.ids.next(), mode);
    let plan = decide(await this.store.load(records));
    if (mode.isDryRun) return plan.results;
    // Usually nothing changes, and nothing has to be locked for it; but the results for a key are stored.
    if (key || plan.changes.length > 0) plan = await this.write(records, decide, key);
    for (const { outcome } of plan.results) this.outcomes.inc({ outcome });
    return plan.results;
  }

  private async write(
    records: readonly GivenProduct[],
    decide: (state: ImportState) => ImportPlan,
    key: RequestKey | undefined,
  ): Promise<ImportPlan> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const plan = await this.store.change(records, decide, key);
      if (plan) return plan;
    }
    throw new RetryableError('aborted', 'other requests kept creating the same products');
  }
}

function checkCount(count: number): void {
  if (count < 1 || count > IMPORT_PRODUCTS)
    throw invalidField('products', `Give 1 to ${IMPORT_PRODUCTS} products.`, 'field.range');
}
