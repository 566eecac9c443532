import type { ProductDraft } from './rules/product-draft.ts';
import type { Shop } from '../input/shop-client.ts';
import { refused, sendProducts, sendTogether, type ProductOutcome } from './send.ts';

/** What the whole file says, whether it is sent or not. */
export interface FileIndex {
  /** The slug of the product that has the SKU in the file. */
  ownerOf(sku: string): string | undefined;
  hasProduct(slug: string): boolean;
}

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
  for await (const { draft, outcome } of sendProducts(shop, drafts, { dryRun, keepVariants: true })) {
    const others = partnersOf(draft, outcome, index);
    if (!others) yield outcome;
    else if (others.length === 0) yield* sendTogether(shop, [draft], { dryRun });
    else {
      waiting.set(draft.slug, draft);
      for (const other of others) connect(partners, draft.slug, other);
    }
  }
  for (const slugs of groupsOf(partners)) {
    const together = slugs.flatMap((slug) => waiting.get(slug) ?? []);
    const missing = slugs.find((slug) => !waiting.has(slug));
    if (missing === undefined) yield* sendTogether(shop, together, { dryRun });
    else
      for (const draft of together)
        yield refused(draft, [`exchanges SKUs with "${missing}", which is refused`]);
  }
}

/**
 * The products of the file that get what this one would lose, or have what this one wants. None: what it would lose is in
 * no other product. Undefined: the outcome stands.
 */
function partnersOf(
  { slug }: ProductDraft,
  { outcome, errors, retired = [] }: ProductOutcome,
  index: FileIndex,
): string[] | undefined {
  const faults = errors as Fault[];
  const givers = faults.flatMap(({ code, owner }) => (code === 'sku.taken' && owner ? [owner] : []));
  const isAboutMoves = faults.every(({ code }) => code === 'variant.would_retire' || code === 'sku.taken');
  if (outcome !== 'refused' || !isAboutMoves || !givers.every((giver) => index.hasProduct(giver)))
    return undefined;
  const takers = retired.flatMap((sku) => index.ownerOf(sku) ?? []);
  return [...new Set([...takers, ...givers])].filter((other) => other !== slug);
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
