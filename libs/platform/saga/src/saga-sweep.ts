import { sql } from '@tradepost/database';
import { sweepByAge, type SweepRule } from '@tradepost/messaging';

/**
 * Sagas that ended before the retention period; open and stuck ones stay. In the order in which they began, which changes
 * never: an index on the time of the last change would make every progress write all indexes.
 */
export const sagaSweep = (keepMs: number): SweepRule =>
  sweepByAge({
    ...{ table: sql`sagas`, time: sql`created_at`, keepMs },
    where: sql`status IN ('done', 'undone')`,
    unless: sql`updated_at >= now() - ${keepMs}::float8 * interval '1 ms'`,
  });
