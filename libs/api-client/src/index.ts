import createClient, { type Client, type ClientOptions } from 'openapi-fetch';
import type { components, paths } from './gen/api.ts';

export type { components, paths };

/** A named shape of the API: `Schema<'Cart'>`. */
export type Schema<N extends keyof components['schemas']> = components['schemas'][N];

export type Api = Client<paths>;

/** The shop's API, typed by its OpenAPI file. `baseUrl` is the gateway's origin. */
export function createApi(options: ClientOptions & { baseUrl: string }): Api {
  return createClient<paths>(options);
}
