import { database } from './database.ts';
import { discovery } from './discovery.ts';
import { http } from './http.ts';
import { mail } from './mail.ts';
import { events, outbox } from './messaging.ts';
import { processMetrics } from './process.ts';
import { retention } from './retention.ts';
import { rpc } from './rpc.ts';
import { sagas } from './sagas.ts';
import { tls } from './tls.ts';

export { HTTP_METHODS, type HttpMethod, methodLabel, UNMATCHED } from './http.ts';
export { RPC_CODES, rpcCode } from './rpc.ts';

/** What the platform's parts report. Those of an app are in its own `*.metrics.ts`; docs/metrics.md lists all. */
export const PLATFORM_SERIES = {
  process: processMetrics,
  http,
  rpc,
  database,
  discovery,
  outbox,
  events,
  sagas,
  mail,
  retention,
  tls,
};
