export * from './client-of.ts';
export * from './test-platform.ts';
