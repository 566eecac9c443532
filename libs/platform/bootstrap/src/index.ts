export { CONFIG } from './platform-module.ts';
export { Listener, Worker } from './parts.ts';
export { runService, serve } from './run-service.ts';
export type { ServiceOptions } from './run-service.ts';
