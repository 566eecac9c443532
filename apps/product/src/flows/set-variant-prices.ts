import { FieldErrors } from '../domain/field-errors.ts';
import { changedPrices, type PricesInput, readPrices } from '../domain/price-input.ts';
import type { Edit, ProductEdits, VariantOfProduct } from './ports.ts';

export class SetVariantPrices {
  constructor(private readonly products: ProductEdits) {}

  /** @throws DomainError `request.invalid`, `currency.mixed`, `variant.not_found`, `version.stale` */
  async run(variant: Edit, input: PricesInput): Promise<VariantOfProduct> {
    const errors = new FieldErrors();
    const prices = readPrices(input, '', errors);
    errors.throwIfAny();
    return this.products.changePrices(variant, (current) => changedPrices(current, prices));
  }
}
