export { retryStuck } from './saga-rows.ts';
export * from './saga-runner.ts';
export * from './saga.ts';
