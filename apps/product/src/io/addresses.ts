import { isUniqueViolation, type Queryable, sql, type Transaction } from '@tradepost/database';
import { DomainError } from '@tradepost/decision';
import { checkFree, type Owner } from '../domain/address.ts';

const PLACES = {
  product: { things: sql`products`, old: sql`product_old_slugs`, owner: sql`product_id` },
  category: { things: sql`categories`, old: sql`category_old_slugs`, owner: sql`category_id` },
} as const;

type Kind = keyof typeof PLACES;

/** Where things are found today whose old addresses are asked for; others are left out. */
export async function movedFrom(
  db: Queryable,
  kind: Kind,
  slugs: readonly string[],
): Promise<Map<string, string>> {
  const { things, old, owner } = PLACES[kind];
  const rows = await db.query<{ from: string; to: string }>(sql`
    SELECT o.slug AS "from", t.slug AS "to" FROM ${old} o JOIN ${things} t ON t.id = o.${owner}
    WHERE o.slug = ANY (${slugs}::text[])`);
  return new Map(rows.map(({ from, to }) => [from, to]));
}

/**
 * Lets the address that a thing leaves lead to it, and clears the one it goes to; `write` gives it the new one. The
 * thing's row must be locked.
 * @throws DomainError `slug.taken`, `slug.moved`
 */
export async function moveAddress(
  tx: Transaction,
  kind: Kind,
  { id, from, to, isTakeOver }: { id: string; from: string; to: string; isTakeOver: boolean },
  write: () => Promise<unknown>,
): Promise<void> {
  const { things, old, owner } = PLACES[kind];
  const present = await tx.maybeOne<Owner>(sql`
    SELECT id, slug, true AS "isPresent" FROM ${things} WHERE slug = ${to}
    UNION ALL
    SELECT t.id, t.slug, false FROM ${old} o JOIN ${things} t ON t.id = o.${owner} WHERE o.slug = ${to}
    ORDER BY 3 DESC LIMIT 1`);
  checkFree(present, id, isTakeOver);
  await tx.execute(sql`DELETE FROM ${old} WHERE slug = ${to}`);
  await tx.execute(sql`
    INSERT INTO ${old} (slug, ${owner}) VALUES (${from}, ${id})
    ON CONFLICT (slug) DO UPDATE SET ${owner} = excluded.${owner}, left_at = now()`);
  try {
    await write();
  } catch (error) {
    if (isUniqueViolation(error))
      throw new DomainError('duplicate', 'slug.taken', 'Another one has this address.');
    throw error;
  }
}
