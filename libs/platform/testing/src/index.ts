export * from './breakable-link.ts';
export * from './test-database.ts';
export * from './test-redis.ts';
