import { setTimeout as after } from 'node:timers/promises';
import type { Drill } from './drill.ts';

/** Every fault that is drilled. docs/drills.md has the same table; drills.unit.spec.ts holds both to rules and runbooks. */
export const drills: Drill[] = [
  {
    name: 'service-killed',
    fault: 'the only instance of product is killed each time it starts',
    inject: (faults, signal) => faults.keepKilling('product', signal),
    series: 'up{service_name="product"} == 0',
    alert: 'ServiceDown',
    labels: { service_name: 'product' },
    remedy: 'end what kills it; the supervisor starts it again',
    mend: () => Promise.resolve(),
  },
  {
    name: 'crash-loop',
    fault: 'storefront ends soon after each start',
    inject: (faults) => faults.crash('storefront', 4),
    series: 'changes(process_start_time_seconds{service_name="storefront"}[30s]) > 1',
    alert: 'CrashLooping',
    labels: { service_name: 'storefront' },
    remedy: 'mend what ends it; the supervisor starts it again',
    mend: () => Promise.resolve(),
  },
  {
    name: 'postgres-slow',
    fault: 'each statement takes 300 ms longer',
    inject: async ({ links }) => links.postgres.slowDown(150),
    series:
      'histogram_quantile(0.95, sum by (le) (rate(db_client_operation_duration_seconds_bucket{service_name="order",kind="request"}[10s]))) > 0.1',
    alert: 'DatabaseSlow',
    labels: { service_name: 'order' },
    remedy: 'make the way to the database fast again',
    mend: async ({ links }) => links.postgres.mend(),
  },
  {
    name: 'postgres-away',
    fault: 'no connection to Postgres',
    inject: async ({ links }) => links.postgres.cut(),
    series: 'dependency_up{service_name="order",dependency="postgres"} == 0',
    alert: 'PostgresUnreachable',
    labels: { service_name: 'order' },
    remedy: 'bring Postgres back',
    mend: async ({ links }) => links.postgres.mend(),
  },
  {
    name: 'redis-away',
    fault: 'no connection to Redis',
    inject: async ({ links }) => links.redis.cut(),
    series: 'dependency_up{service_name="order",dependency="redis"} == 0',
    alert: 'RedisUnreachable',
    labels: { service_name: 'order' },
    remedy: 'bring Redis back; nothing is to be restored',
    mend: async ({ links }) => links.redis.mend(),
  },
  {
    name: 'consul-away',
    fault: 'no connection to the Consul agent',
    inject: async ({ links }) => links.consul.cut(),
    series: 'dependency_up{service_name="order",dependency="consul"} == 0',
    alert: 'ConsulUnreachable',
    labels: { service_name: 'order' },
    remedy: 'bring the agent back; services register again',
    mend: async ({ links }) => links.consul.mend(),
  },
  {
    name: 'provider-declines-all',
    fault: 'the payment provider declines every card',
    inject: async (faults, signal) => {
      faults.links.provider.behaviour = 'declines all';
      while (!signal.aborted) {
        await faults.buy(4);
        await after(500);
      }
    },
    series: 'increase(payment_operations_total{outcome="declined"}[10s]) > 5',
    alert: 'ProviderDecliningAll',
    remedy: 'have the provider mend it, or take payments by another one',
    mend: async ({ links }) => void (links.provider.behaviour = 'passes on'),
  },
  {
    name: 'provider-times-out',
    fault: 'the payment provider does not answer',
    inject: async (faults) => {
      faults.links.provider.behaviour = 'never answers';
      await faults.buy(10);
    },
    series: 'increase(payment_operations_total{outcome=~"unknown|error"}[20s]) > 0',
    alert: 'ProviderOutcomesUnknown',
    remedy: 'have the provider mend it; sagas ask for the outcome and go on',
    mend: async ({ links }) => void (links.provider.behaviour = 'passes on'),
  },
  {
    name: 'mail-server-away',
    fault: 'no connection to the mail server',
    inject: async ({ links }) => links.smtp.cut(),
    series: 'dependency_up{service_name="order",dependency="smtp"} == 0',
    alert: 'SmtpUnreachable',
    labels: { service_name: 'order' },
    remedy: 'bring the mail server back; waiting mails are sent',
    mend: async ({ links }) => links.smtp.mend(),
  },
  {
    name: 'outbox-stuck',
    fault: 'a session holds a lock on the relays’ leases',
    inject: (faults) => faults.lock('"order".outbox_leases'),
    series: 'outbox_oldest_age_seconds{service_name="order"} > 2',
    alert: 'OutboxStuck',
    labels: { service_name: 'order' },
    remedy: 'end the session that holds the lock',
    mend: (faults) => faults.unlock(),
  },
  {
    name: 'dead-letter',
    fault: 'an event failed at every attempt',
    inject: (faults) => faults.plantDeadLetter(),
    series: 'dead_letters{service_name="cart"} > 0',
    alert: 'DeadLetters',
    labels: { service_name: 'cart' },
    remedy: 'mend the reason, then redrive the event',
    mend: async (faults) => {
      const { items } = (await faults.staff('GET', 'dead-letters')) as { items: { id: string }[] };
      for (const { id } of items)
        await faults.staff('POST', `dead-letters/${encodeURIComponent(id)}/redrive`, {});
    },
  },
  {
    name: 'saga-stuck',
    fault: 'the provider refuses to capture a confirmed order',
    inject: async (faults) => void (await faults.buy(1, 'tok_capture_fails')),
    series: 'sagas_open{state="stuck"} > 0',
    alert: 'SagaStuck',
    labels: { saga: 'place-order' },
    remedy: 'have the provider mend it, then retry the saga',
    mend: async (faults) => {
      await faults.sql(
        `UPDATE payment_sandbox.authorizations SET token = 'tok_ok' WHERE token = 'tok_capture_fails'`,
      );
      const { rows } = await faults.sql(`SELECT id FROM "order".sagas WHERE status = 'stuck'`);
      for (const { id } of rows) await faults.staff('POST', `sagas/${String(id)}/retry`, {});
    },
  },
  {
    name: 'stock-level-wrong',
    fault: 'a stock level was changed without a movement',
    inject: async (faults) => void (await faults.sql(SPOIL_LEVEL)),
    series: 'stock_levels_wrong > 0',
    alert: 'StockLevelsWrong',
    remedy: 'set the level to the sum of its movements',
    mend: async (faults) => void (await faults.sql(MEND_LEVELS)),
  },
  {
    name: 'pool-exhausted',
    fault: 'a session holds a lock on the carts, so every connection waits',
    inject: async (faults, signal) => {
      await faults.lock('cart.carts');
      await faults.flood('/api/v1/carts/00000000-0000-7000-8000-000000000000', 30, signal);
    },
    series: 'db_client_connection_count{service_name="cart",db_client_connection_state="used"} >= 10',
    alert: 'PoolExhausted',
    labels: { service_name: 'cart' },
    remedy: 'end the session that holds the lock',
    mend: (faults) => faults.unlock(),
  },
  {
    name: 'sign-in-surge',
    fault: 'passwords are guessed for many addresses',
    inject: (faults, signal) => faults.guessPasswords(4, signal),
    series: 'sum(increase(user_sign_ins_total{outcome!="ok"}[20s])) > 100',
    alert: 'SignInFailuresSurge',
    remedy: 'turn the guesser away at the ingress, or ask for a challenge there',
    mend: () => Promise.resolve(),
  },
  {
    name: 'event-loop-saturated',
    fault: 'storefront gets more page views than one process can make',
    inject: (faults, signal) => faults.flood('/', 40, signal),
    series: 'avg_over_time(nodejs_eventloop_utilization{service_name="storefront"}[10s]) > 0.9',
    alert: 'EventLoopSaturated',
    labels: { service_name: 'storefront' },
    remedy: 'start more instances, or end what keeps it busy',
    mend: () => Promise.resolve(),
  },
  {
    name: 'certificate-ending',
    fault: 'a certificate of order was not renewed and ends within a day',
    inject: async (faults) => faults.certificate('ending'),
    series: 'tls_certificate_expiry_timestamp_seconds{service_name="order"} - time() < 86400',
    alert: 'CertificateExpiresSoon',
    labels: { service_name: 'order', certificate: 'drill' },
    remedy: 'renew it; the file is read again within a minute',
    mend: async (faults) => faults.certificate('lasting'),
    // Files are read once a minute, whatever the rules.
    limitMs: 180_000,
  },
];

/** The drills of `npm test`: together below a minute. */
export const QUICK = ['dead-letter'];

const SPOIL_LEVEL = `
  UPDATE product.stock SET on_hand = on_hand + 1
  WHERE (variant_id, location_id) = (SELECT variant_id, location_id FROM product.stock WHERE available > 50 ORDER BY 1, 2 LIMIT 1)`;

const MEND_LEVELS = `
  UPDATE product.stock s SET on_hand = m.moved
  FROM (SELECT variant_id, location_id, sum(quantity) AS moved FROM product.stock_movements GROUP BY 1, 2) m
  WHERE (m.variant_id, m.location_id) = (s.variant_id, s.location_id) AND s.on_hand <> m.moved`;
