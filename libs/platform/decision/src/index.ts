export * from './amount-text.ts';
export * from './currencies.ts';
export * from './decision.ts';
export * from './domain-error.ts';
export * from './money.ts';
export * from './transitions.ts';
export * from './uuid.ts';
