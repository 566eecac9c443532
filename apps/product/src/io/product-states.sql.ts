import { join, type Sql, sql } from '@tradepost/database';
import { isSold, type ProductStatus } from '../domain/product.ts';

const LITERALS: Readonly<Record<ProductStatus, Sql>> = {
  draft: sql`'draft'`,
  active: sql`'active'`,
  archived: sql`'archived'`,
  unlisted: sql`'unlisted'`,
};
const sold = (Object.keys(LITERALS) as ProductStatus[]).filter(isSold).map((status) => LITERALS[status]);

/** For `status IN …`: products that customers can open and buy. */
export const SOLD: Sql = sql`(${join(sold, ', ')})`;
