export * from './call.ts';
export * from './client.ts';
export * from './definition.ts';
export * from './health.ts';
export * from './server.ts';
export { TlsFiles } from './tls/tls-files.ts';
