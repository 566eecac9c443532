import type { CartLine as WireCartLine, OrderLine as WireOrderLine } from '@tradepost/contracts';
import { Type, type Static } from 'typebox';
import { named, shape } from '../http/schema.ts';
import { Id, LineTax, Money, nullable, Quantity } from './shared.ts';
import { toLineTax, toMoney } from './shared-mapping.ts';
import { taxClasses, toTaxClass } from './tax.ts';

/** A line of a cart or order. */
export const Line = named(
  'Line',
  shape({
    id: Id,
    variantId: Id,
    productId: Id,
    slug: Type.String(),
    sku: Type.String(),
    title: Type.String(),
    options: Type.Record(Type.String(), Type.String()),
    quantity: Quantity,
    unitPrice: Money,
    total: Money,
    imageUrl: nullable(Type.String()),
    taxClass: taxClasses.schema,
    requiresShipping: Type.Boolean({ description: 'false: nothing is shipped' }),
    tax: nullable(LineTax),
  }),
);

export function toLine(line: WireCartLine | WireOrderLine): Static<typeof Line> {
  return {
    id: line.id,
    variantId: line.variantId,
    productId: line.productId,
    slug: line.slug,
    sku: line.sku,
    title: line.title,
    options: Object.fromEntries(line.options.map(({ name, value }) => [name, value])),
    quantity: line.quantity,
    unitPrice: toMoney(line.unitPrice),
    total: toMoney(line.total),
    imageUrl: line.imageUrl || null,
    taxClass: toTaxClass(line.taxClass),
    requiresShipping: line.requiresShipping ?? true,
    tax: line.tax ? toLineTax(line.tax) : null,
  };
}
