export * from './retryable-error.ts';
export * from './problem.ts';
export * from './status-table.ts';
export * from './wire.ts';
/** The former name, for code that is being renamed. */
export { RetryableError as NotYet } from './retryable-error.ts';
