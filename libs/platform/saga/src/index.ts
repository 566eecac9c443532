export * from './postgres-saga-store.ts';
export * from './saga-runner.ts';
export * from './saga-sweep.ts';
export * from './saga-view.ts';
export * from './saga.ts';
export { sagaSql, sagaWrite } from './saga-write.ts';
