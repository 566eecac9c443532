import type { HttpClientMetrics, Logger, TraceParent } from '@tradepost/observability';
import { createContext } from 'react-router';
import type { StorefrontConfig } from '../storefront.config.ts';

/** Context of a request before any route runs. */
export interface Visit {
  readonly config: StorefrontConfig;
  readonly log: Logger;
  /** Calls of the gateway. */
  readonly calls: Pick<HttpClientMetrics, 'measured'>;
  /** Nonce of inline scripts. */
  readonly nonce: string;
  /** Client address as seen by the gateway. */
  readonly clientAddress: string;
  readonly trace: TraceParent;
}

export const visitContext = createContext<Visit>();
