import type { Schema } from '@tradepost/api-client';

type Product = Schema<'Product'>;
type Variant = Schema<'Variant'>;

export const OPTION_PREFIX = 'option.';

export interface OptionValue {
  value: string;
  isChosen: boolean;
  /** No variant has this value together with the values chosen for the preceding options. */
  isImpossible: boolean;
  /** Such variants exist, but none is available. */
  isSoldOut: boolean;
}

export interface Choice {
  product: Product;
  variant: Variant | undefined;
  options: { name: string; chosen: string; values: OptionValue[] }[];
}

/**
 * The variant that a URL selects (`?variant=` or `?option.Colour=`), completed where it is silent. An option depends only
 * on the preceding ones, so that the first can always be changed.
 */
export function choose(product: Product, search: URLSearchParams): Choice {
  const { options, variants } = product;
  const named = search.get('variant');
  const start =
    variants.find(({ id, sku }) => named !== null && (id === named || sku === named)) ??
    variants.find(({ available }) => available) ??
    variants[0];
  let left = variants;
  const chosen = options.map(({ name, values }) => {
    const having = (value: string) => left.filter((one) => one.options[name] === value);
    const possible = values.filter((value) => having(value).length > 0);
    const wished = [search.get(OPTION_PREFIX + name), start?.options[name]];
    const choice =
      wished.find((value) => typeof value === 'string' && possible.includes(value)) ??
      possible.find((value) => having(value).some(({ available }) => available)) ??
      possible[0] ??
      '';
    const shown = values.map((value) => ({
      value,
      isChosen: value === choice,
      isImpossible: !possible.includes(value),
      isSoldOut: possible.includes(value) && having(value).every(({ available }) => !available),
    }));
    left = having(choice);
    return { name, chosen: choice, values: shown };
  });
  return { product, variant: options.length > 0 ? left[0] : start, options: chosen };
}

/** The variant with exactly these options; undefined if there is none. */
export function variantOf({ options, variants }: Product, form: FormData): Variant | undefined {
  const id = form.get('variantId');
  if (options.length === 0 || options.some(({ name }) => form.get(OPTION_PREFIX + name) === null))
    return variants.find((one) => one.id === id);
  return variants.find((one) =>
    options.every(({ name }) => one.options[name] === form.get(OPTION_PREFIX + name)),
  );
}

/** The URL that selects another value of one option, with the others adapted; the picture follows. */
export function withValue(choice: Choice, name: string, value: string, search: URLSearchParams): string {
  const next = new URLSearchParams(search);
  for (const gone of ['variant', 'picture', 'intent', 'variantId']) next.delete(gone);
  for (const option of choice.options) next.set(OPTION_PREFIX + option.name, option.chosen);
  next.set(OPTION_PREFIX + name, value);
  for (const option of choose(choice.product, next).options)
    next.set(OPTION_PREFIX + option.name, option.chosen);
  return `?${next}`;
}

/** The maximum quantity to order at once; undefined if only the cart limits it. */
export function most({ quantityAvailable, maxPerCustomer }: Variant): number | undefined {
  const limits = [quantityAvailable, maxPerCustomer].filter((limit) => limit !== null);
  return limits.length > 0 ? Math.max(1, Math.min(...limits)) : undefined;
}
