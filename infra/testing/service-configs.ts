import { cartConfig } from '../../apps/cart/src/cart.config.ts';
import { gatewayConfig } from '../../apps/gateway/src/gateway.config.ts';
import { orderConfig } from '../../apps/order/src/order.config.ts';
import { sandboxConfig } from '../../apps/payment-sandbox/src/sandbox.config.ts';
import { productConfig } from '../../apps/product/src/product.config.ts';
import { storefrontConfig } from '../../apps/storefront/src/storefront.config.ts';
import { userConfig } from '../../apps/user/src/user.config.ts';
import { owners } from '../../tools/db/databases.ts';

export type Environment = Record<string, string>;

interface ServiceConfig {
  settings: Record<string, { fallback: unknown }>;
  parse(env: Environment): unknown;
}

const configs: Record<string, ServiceConfig> = {
  product: productConfig,
  user: userConfig,
  cart: cartConfig,
  order: orderConfig,
  'payment-sandbox': sandboxConfig,
  storefront: storefrontConfig,
  gateway: gatewayConfig,
};

export const apps = Object.keys(configs);

/** What a service would say of this environment; nothing when it would start. */
export function faultsOf(app: string, env: Environment): string[] {
  try {
    configs[app]?.parse(env);
    return wrongLogin(app, env);
  } catch (error) {
    return [(error as Error).message];
  }
}

export function settingsOf(app: string): string[] {
  return Object.keys(configs[app]?.settings ?? {});
}

export function settingsWithDefaults(app: string): Record<string, unknown> {
  const settings = Object.entries(configs[app]?.settings ?? {});
  return Object.fromEntries(settings.map(([name, { fallback }]) => [name, fallback]));
}

// What browsers get, and what a container finds out by itself.
const NOT_ASKED = ['PUBLIC_URL', 'SANDBOX_PUBLIC_URL', 'ADVERTISE_HOST', 'HOST'];

/** The hosts that a service would ask, by setting; defaults count, because they are made for one machine. */
export function hostsAskedBy(app: string, env: Environment): Record<string, string> {
  const exportsTraces = (env['TRACES'] || 'off') !== 'off';
  const asked = Object.entries(configs[app]?.settings ?? {}).flatMap(([name, { fallback }]) => {
    const value = env[name] || fallback;
    if (name === 'OTEL_EXPORTER_OTLP_ENDPOINT' && !exportsTraces) return [];
    if (NOT_ASKED.includes(name) || typeof value !== 'string' || !/^\w+:\/\//.test(value)) return [];
    return [[name, new URL(value).hostname]];
  });
  return Object.fromEntries(asked) as Record<string, string>;
}

function wrongLogin(app: string, { DATABASE_URL }: Environment): string[] {
  const role = owners.find((owner) => owner.app === app)?.role;
  const login = DATABASE_URL && decodeURIComponent(new URL(DATABASE_URL).username);
  return login === role ? [] : [`DATABASE_URL names ${login ?? 'no role'} instead of ${role ?? 'no role'}`];
}
