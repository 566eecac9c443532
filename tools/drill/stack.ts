import { say, step } from '../dev/console.ts';
import { startAlertmanager } from '../dev/parts/alertmanager.ts';
import { startPrometheus } from '../dev/parts/prometheus.ts';
import { freePort } from '../dev/processes/ports.ts';
import { openServices, prepareServers, type PreparedServers } from '../dev/shop.ts';
import type { Stack } from '../dev/stack.ts';
import { certificateOf, Faults, type Links, placeCertificate } from './faults/faults.ts';
import { Link } from './faults/link.ts';
import { ProviderLink } from './faults/provider-link.ts';
import { PrometheusClient } from './prometheus-client.ts';
import { Receiver } from './receiver.ts';
import type { Scene } from './run-drill.ts';

/** Rules and scrapes are that much faster: `for: 5m` are ten seconds. */
export const FACTOR = 30;

/** A shop of its own whose ways to its servers can be slowed down or cut, with Prometheus and Alertmanager; undefined without Prometheus. */
export async function openScene(stack: Stack): Promise<Scene | undefined> {
  // Servers of its own: a drill breaks what it uses, and removes its data.
  for (const name of ['DATABASE_URL', 'REDIS_URL', 'CONSUL_HTTP_ADDR', 'SMTP_URL']) delete process.env[name];
  // By its socket Postgres would be reached past the link.
  process.env['POSTGRES_SOCKET'] = 'off';
  const servers = await prepareServers(stack, true);
  const links = await linksTo(servers);
  stack.teardown.add(() =>
    Promise.all(Object.values(links).map((link: Link | ProviderLink) => link.close())),
  );
  placeCertificate(stack, 'lasting');
  const env = {
    ...{ RATE_LIMITS: 'off', PAYMENT_SANDBOX_URL: links.provider.url, STOCK_CHECK_MS: '1000' },
    TLS_CERTIFICATE_FILES: `drill=${certificateOf(stack)}`,
    ...{ RECONCILIATION_EVERY_MS: '5000', RECONCILIATION_FIRST_MS: '5000' },
  };
  const options = { gatewayPort: await freePort(), instances: {}, reset: false, env };
  const { file } = await openServices(stack, options, linked(servers, links));
  links.provider.target = file.sandboxUrl;
  const receiver = await Receiver.open();
  stack.teardown.add(() => receiver.close());
  const alertmanager = await step('Alertmanager', () =>
    startAlertmanager(stack, { webhookUrl: receiver.url }),
  );
  const { services } = file;
  const prometheus = await step('Prometheus', () =>
    startPrometheus(stack, { services, alertmanager, factor: FACTOR }),
  );
  if (!prometheus) return undefined;
  return {
    ...{ stack, faults: new Faults(stack, file, links), report: say },
    prometheus: new PrometheusClient(prometheus.url),
    receiver: alertmanager && receiver,
  };
}

async function linksTo({ adminUrl, redisUrl, consulUrl, smtpUrl }: PreparedServers): Promise<Links> {
  const [postgres, redis, consul, smtp] = await Promise.all(
    [adminUrl, redisUrl, consulUrl, smtpUrl].map((address) => {
      const { hostname, port } = new URL(address);
      return Link.to(hostname, Number(port));
    }),
  );
  const provider = await ProviderLink.open();
  return { postgres, redis, consul, smtp, provider } as Links;
}

/** The same addresses by way of the links; the administrator's stays direct. */
function linked(servers: PreparedServers, links: Links): PreparedServers {
  const by = (address: string, { port }: Link): string => {
    const url = new URL(address);
    url.host = `127.0.0.1:${port}`;
    return url.href.replace(/\/$/, '');
  };
  return {
    ...servers,
    databaseUrls: Object.fromEntries(
      Object.entries(servers.databaseUrls).map(([role, address]) => [role, by(address, links.postgres)]),
    ),
    redisUrl: by(servers.redisUrl, links.redis),
    consulUrl: by(servers.consulUrl, links.consul),
    smtpUrl: by(servers.smtpUrl, links.smtp),
  };
}
