export * from './sampling.ts';
export * from './span.ts';
export * from './tracing.ts';
