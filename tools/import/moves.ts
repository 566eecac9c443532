import type { ProductDraft } from './rules/product-draft.ts';
import type { Shop } from '../input/shop-client.ts';
import { refused, sendProducts, sendTogether, type ProductOutcome } from './send.ts';

/** What the whole file says, whether it is sent or not. */
export interface FileIndex {
  /** The slug of the product that has the SKU in the file. */
  ownerOf(sku: string): string | undefined;
  hasProduct(slug: string): boolean;
}

/** What keeps a product from being changed alone. */
const ABOUT_MOVES: readonly string[] = ['variant.would_retire', 'sku.taken', 'sku.move_refused'];

interface Fault {
  code?: string;
  owner?: string;
}

/**
 * Sends the products of a file so that a SKU that moves from one product to another is never without one: the two are sent
 * in one call, whatever stands between them in the file, or neither is. A product loses variants for good only if no other
 * one of the file has them.
 */
export async function* importProducts(
  shop: Shop,
  drafts: AsyncIterable<ProductDraft> | Iterable<ProductDraft>,
  index: FileIndex,
  dryRun: boolean,
): AsyncGenerator<ProductOutcome> {
  const waiting = new Map<string, ProductDraft>();
  const partners = new Map<string, Set<string>>();
  for await (const batch of sendProducts(shop, drafts, { dryRun, keepVariants: true })) {
    for (const { draft, outcome } of batch) {
      const others = partnersOf(draft.slug, outcome, index);
      if (!others) yield outcome;
      else waiting.set(draft.slug, draft);
      for (const other of others ?? []) connect(partners, draft.slug, other);
    }
    // A product of the same batch may need it, although it needs none itself.
    for (const { draft } of batch)
      if (waiting.has(draft.slug) && !partners.has(draft.slug)) {
        waiting.delete(draft.slug);
        yield* sendTogether(shop, [draft], { dryRun });
      }
  }
  for (const slugs of groupsOf(partners)) {
    const together = slugs.flatMap((slug) => waiting.get(slug) ?? []);
    const missing = slugs.find((slug) => !waiting.has(slug)) ?? (await partnerOutside(shop, together, index));
    if (missing === undefined) yield* sendTogether(shop, together, { dryRun });
    else
      for (const draft of together)
        yield refused(draft, [`exchanges SKUs with "${missing}", which is refused`]);
  }
}

/**
 * A product that gets what the group would lose, but is not in it. A product that wanted SKUs of others was not told what it
 * loses itself: that is asked before variants may be lost.
 */
async function partnerOutside(
  shop: Shop,
  group: readonly ProductDraft[],
  index: FileIndex,
): Promise<string | undefined> {
  const slugs = new Set(group.map(({ slug }) => slug));
  for await (const outcome of sendTogether(shop, group, { dryRun: true, keepVariants: true })) {
    const outside = partnersOf(outcome.slug, outcome, index)?.find((other) => !slugs.has(other));
    if (outside !== undefined) return outside;
  }
  return undefined;
}

/**
 * The products of the file that get what this one would lose, or have what this one wants. None: what it would lose is in
 * no other product. Undefined: the outcome stands.
 */
function partnersOf(
  slug: string,
  { outcome, errors, retired = [] }: ProductOutcome,
  index: FileIndex,
): string[] | undefined {
  const faults = errors as Fault[];
  const named = faults.flatMap(({ code, owner }) =>
    code !== 'variant.would_retire' && owner ? [owner] : [],
  );
  const isAboutMoves = faults.every(({ code = '' }) => ABOUT_MOVES.includes(code));
  if (outcome !== 'refused' || !isAboutMoves || !named.every((other) => index.hasProduct(other)))
    return undefined;
  const takers = retired.flatMap((sku) => index.ownerOf(sku) ?? []);
  return [...new Set([...takers, ...named])].filter((other) => other !== slug);
}

function connect(partners: Map<string, Set<string>>, one: string, other: string): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const)
    partners.set(from, (partners.get(from) ?? new Set()).add(to));
}

/** Products that are partners, or partners of partners. */
function groupsOf(partners: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const seen = new Set<string>();
  const groups: string[][] = [];
  for (const slug of partners.keys()) {
    if (seen.has(slug)) continue;
    const group = [slug];
    seen.add(slug);
    for (const member of group)
      for (const other of partners.get(member) ?? [])
        if (!seen.has(other)) {
          seen.add(other);
          group.push(other);
        }
    groups.push(group);
  }
  return groups;
}
