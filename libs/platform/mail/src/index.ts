export * from './locale.ts';
export * from './mail-rows.ts';
export * from './mail-worker.ts';
export * from './memory-transport.ts';
export * from './owed-mail.ts';
export * from './settings.ts';
export * from './transport.ts';
