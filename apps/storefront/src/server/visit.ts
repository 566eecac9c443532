import type { Logger } from '@tradepost/observability';
import { createContext } from 'react-router';
import type { StorefrontConfig } from '../storefront.config.ts';

/** What the server knows of one request before any route runs. */
export type Visit = {
  readonly config: StorefrontConfig;
  readonly log: Logger;
  /** For the scripts that the page itself carries. */
  readonly nonce: string;
  /** The shopper's, as the gateway saw it. */
  readonly clientAddress: string;
  readonly trace: { readonly traceId: string; readonly spanId: string };
};

export const visitContext = createContext<Visit>();
