import type { FastifyInstance } from 'fastify';
import { addRouteConfig } from './route-config.ts';

/**
 * How many bytes the body of a route may have, instead of `BODY_LIMIT_BYTES`. Only for routes of the staff: they are the
 * ones whose caller is known before the body is read.
 */
export const BodyLimit = (bytes: number) => addRouteConfig({ bodyLimit: bytes });

/** Nest hands routes their config, and no limit. To be called before routes are declared. */
export function addBodyLimits(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const bytes = route.config?.bodyLimit;
    if (bytes !== undefined) route.bodyLimit = bytes;
  });
}
