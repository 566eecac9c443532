import { nothing, type Sql } from '@tradepost/database';
import type { SagaWrite } from './saga.ts';

class SqlOfSaga {
  readonly sql: (from: Sql) => Sql;

  constructor(sql: (from: Sql) => Sql) {
    this.sql = sql;
  }
}

/** For the engine, and for specs of stores. */
export const sagaWrite = (sql: (from: Sql) => Sql): SagaWrite => new SqlOfSaga(sql) as unknown as SagaWrite;

/**
 * The statement of a saga's own write, to be one CTE of the statement that makes the change it belongs to.
 * @param from makes the insert of a new saga depend on another CTE (`FROM claimed`): no row there, no saga
 */
export function sagaSql(write: SagaWrite, from: Sql = nothing): Sql {
  if (write instanceof SqlOfSaga) return write.sql(from);
  throw new Error('this write was not made by a saga runner');
}
