export * from './saga.ts';
export * from './saga-runner.ts';
