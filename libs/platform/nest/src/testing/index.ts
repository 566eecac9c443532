export * from './client-of.ts';
export * from './options-of-client.ts';
export * from './test-platform.ts';
