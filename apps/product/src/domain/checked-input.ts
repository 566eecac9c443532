import { formerSlugOf, slugOf } from '@tradepost/contracts/slug';
import { composed } from './composed.ts';
import type { FieldError } from './field-errors.ts';
import { normalised, type ProductInput } from './product-input.ts';
import { completePatch, type ProductPatch } from './product-patch.ts';
import type { GivenProduct } from './product.ts';
import { readHandle, readSlug } from './slug-move.ts';

/** An input whose shape was checked: what is stored decides about the rest. */
export type CheckedInput = { readonly slug: string } & (
  | {
      /** Of a patch: as if the product was new. */
      readonly record: GivenProduct;
      readonly patch?: ProductPatch;
      /** What the source calls it; its slug was made from that, and another handle could give the same one. */
      readonly handle: string | undefined;
      /** It names no SKU: that its variants have other ones can't be known. */
      readonly isWithoutSkus: boolean;
      /** The same product with the slug that earlier releases made from its handle. */
      readonly former?: GivenProduct;
    }
  | {
      readonly errors: readonly FieldError[];
      /** What it would have had: another product must not give it away for nothing. */
      readonly skus: readonly string[];
    }
);

export type Readable = Extract<CheckedInput, { readonly record: GivenProduct }>;

/** Checks a whole product. Without a category, its type is its category. */
export function checkInput(input: ProductInput): CheckedInput {
  const slug = readSlug(input.slug);
  const { record, errors } = withCategory(normalised(input));
  return errors.length > 0 ? { slug, errors, skus: skusOf(record) } : readable(input, record);
}

/** Checks what can be checked of a patch before it is known what is stored. */
export function checkPatch(given: ProductPatch): CheckedInput {
  const patch = composed(given);
  const slug = readSlug(patch.slug);
  const { input } = completePatch(
    patch,
    undefined,
    () => undefined,
    () => false,
  );
  const { record, errors } = withCategory(normalised(input));
  const isUnreadable = errors.some(({ field, code }) => field === 'slug' || code === 'field.invalid');
  return isUnreadable
    ? { slug, errors: errors.filter((error) => !isLeftOut(error, patch)), skus: skusOf(record) }
    : { ...readable(input, record), patch };
}

/** What a patch leaves out is missing only in a new product. */
export function isLeftOut({ field, code }: FieldError, patch: ProductPatch): boolean {
  if (code !== 'field.required') return false;
  const [, place] = /^variants\[(\d+)\]\.price$/.exec(field) ?? [];
  if (place !== undefined) return patch.variants?.[Number(place)]?.price === undefined;
  return (field === 'title' && patch.title === undefined) || (field === 'variants' && !patch.variants);
}

export const skusOf = ({ variants }: GivenProduct): string[] => variants.map(({ sku }) => sku);

function readable(input: ProductInput, record: GivenProduct): Readable {
  const formerSlug = formerSlugOf(input.handle ?? '');
  const former =
    formerSlug && formerSlug !== record.slug
      ? withCategory(normalised({ ...input, slug: formerSlug })).record
      : undefined;
  return {
    ...{ slug: record.slug, record, handle: readHandle(input.handle) },
    isWithoutSkus: input.variants.every(({ sku }) => sku.trim() === ''),
    ...(former && { former }),
  };
}

/** Without a category, its type is its category. */
export function withCategory({
  record,
  errors,
}: ReturnType<typeof normalised>): ReturnType<typeof normalised> {
  const category = record.category || record.type;
  const isInvisible = category !== '' && slugOf(category) === '';
  const invisible = {
    field: 'category',
    code: 'category.invalid',
    detail: 'Use at least one visible character.',
  };
  return { record: { ...record, category }, errors: isInvisible ? [...errors, invisible] : errors };
}
