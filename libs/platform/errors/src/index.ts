export * from './message-too-large.ts';
export * from './retryable-error.ts';
export * from './problem.ts';
export * from './status-table.ts';
export * from './wire.ts';
