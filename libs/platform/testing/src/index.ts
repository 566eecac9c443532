export * from './breakable-link.ts';
export * from './rows-read.ts';
export * from './test-database.ts';
export * from './test-redis.ts';
