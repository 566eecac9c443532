export * from './database.ts';
export * from './database-errors.ts';
export * from './rows.ts';
export * from './sql.ts';
export * from './start-fault.ts';
export * from './values.ts';
export type { Outcome } from './prepared-run.ts';
