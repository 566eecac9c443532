export * from './not-yet.ts';
export * from './problem.ts';
export * from './status-table.ts';
export * from './wire.ts';
