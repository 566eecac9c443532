import { invalidField } from '../domain/field-errors.ts';
import { isSame } from '../domain/is-same.ts';
import { changedLevel, type LevelChange } from '../domain/stock-adjustment.ts';
import type { Edit, ProductEdits, VariantOfProduct } from './ports.ts';

export class AdjustStock {
  constructor(private readonly products: ProductEdits) {}

  /**
   * @throws DomainError `request.invalid`, `stock.below_held`, `variant.not_found`, `location.not_found`,
   * `version.stale`
   */
  async run(variant: Edit & { readonly locationId: string }, change: LevelChange): Promise<VariantOfProduct> {
    if (Object.values(change).every((one) => one === undefined))
      throw invalidField('change', 'Give a quantity, a limit or a threshold.', 'field.required');
    const reason = change.adjustment?.kind === 'adjust' ? 'adjust' : 'set';
    return this.products.changeStock(variant, (current) => {
      const level = changedLevel(current, change);
      return isSame(current, level) ? undefined : { level, reason };
    });
  }
}
