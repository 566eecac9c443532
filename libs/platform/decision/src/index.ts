export * from './decision.ts';
export * from './domain-error.ts';
export * from './money.ts';
