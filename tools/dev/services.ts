import type { StackName } from './stack.ts';

/** Addresses of the stack that services may need. */
export interface StackAddresses {
  stack: StackName;
  databaseUrls: Record<string, string>;
  redisUrl: string;
  consulUrl: string;
  /** Every instance's gRPC address, for `DISCOVERY=static`. */
  staticAddresses: string;
  sandboxUrl: string;
  smtpUrl: string;
  /** Where caught mails are read. */
  mailPage?: string | undefined;
  storefrontUrl: string;
  baseUrl: string;
}

export interface Service {
  app: string;
  /** The role whose database address it gets. */
  role?: string;
  /** Has gRPC, or speaks HTTP only, on `PORT`. */
  speaks: 'grpc' | 'http';
  /** Higher numbers stop first, so that no stopped service is called. */
  stopWave: number;
  env?: (addresses: StackAddresses) => Record<string, string>;
}

export const services: Service[] = [
  { app: 'product', role: 'product', speaks: 'grpc', stopWave: 1 },
  { app: 'user', role: 'user', speaks: 'grpc', stopWave: 1, env: mailEnvironment },
  {
    app: 'payment-sandbox',
    role: 'payment_sandbox',
    speaks: 'http',
    stopWave: 1,
    env: ({ baseUrl }) => ({
      SANDBOX_WEBHOOK_URL: `${baseUrl}/api/v1/webhooks/payments/sandbox`,
      PUBLIC_URL: process.env['PUBLIC_URL'] ?? baseUrl,
    }),
  },
  { app: 'cart', role: 'cart', speaks: 'grpc', stopWave: 2 },
  {
    app: 'order',
    role: 'order',
    speaks: 'grpc',
    stopWave: 2,
    env: (addresses) => ({ PAYMENT_SANDBOX_URL: addresses.sandboxUrl, ...mailEnvironment(addresses) }),
  },
  {
    app: 'storefront',
    speaks: 'http',
    stopWave: 3,
    env: ({ baseUrl }) => ({
      GATEWAY_URL: baseUrl.replace('localhost', '127.0.0.1'),
      PUBLIC_URL: process.env['PUBLIC_URL'] ?? baseUrl,
    }),
  },
  {
    app: 'gateway',
    speaks: 'http',
    stopWave: 4,
    env: ({ baseUrl, storefrontUrl }) => ({
      PUBLIC_URL: process.env['PUBLIC_URL'] ?? baseUrl,
      STOREFRONT_URL: storefrontUrl,
    }),
  },
];

/** For services that send mails. */
function mailEnvironment({ smtpUrl, baseUrl }: StackAddresses): Record<string, string> {
  return { SMTP_URL: smtpUrl, PUBLIC_URL: process.env['PUBLIC_URL'] ?? baseUrl };
}

/** Others have a fixed address. */
export const isDiscovered = ({ speaks }: Service): boolean => speaks === 'grpc';

/** Those found by discovery, and the gateway: its callers choose among its addresses. */
export const canHaveInstances = (service: Service): boolean =>
  isDiscovered(service) || service.app === 'gateway';

export function environmentOf(service: Service, addresses: StackAddresses): Record<string, string> {
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    HOST: service.app === 'gateway' ? '0.0.0.0' : '127.0.0.1',
    DISCOVERY: 'consul',
    ...definedEnvironment(),
    ...(addresses.stack === 'test' ? { NODE_ENV: 'test' } : {}),
    REDIS_URL: addresses.redisUrl,
    CONSUL_HTTP_ADDR: addresses.consulUrl,
    DISCOVERY_STATIC: addresses.staticAddresses,
    ...(service.role ? { DATABASE_URL: addresses.databaseUrls[service.role] ?? '' } : {}),
    ...service.env?.(addresses),
  };
}

/** Set per service, or not meant for services. */
const OWN = /^(npm_.*|DATABASE_URL|PORT|GRPC_PORT|OPS_PORT|.*_DB_PASSWORD)$/;

/** Variables of the shell override the defaults above, not the addresses of this stack. */
function definedEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => !OWN.test(name));
  return Object.fromEntries(entries) as Record<string, string>;
}
