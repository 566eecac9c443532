import { Injectable } from '@nestjs/common';
import { HttpServerMetrics } from '@tradepost/nest';
import { Metrics } from '@tradepost/observability';
import { isOwnPath } from './canonical-url.ts';

/** How long each route of the API takes to answer, and `/*`: all pages together. */
@Injectable()
export class RequestMetrics extends HttpServerMetrics {
  constructor(metrics: Metrics) {
    super(metrics, { contextOf: ({ work }) => work, isUnmatched: ({ url }) => isOwnPath(url) });
  }
}
