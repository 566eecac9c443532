import { expect, it } from '@jest/globals';
import { configuration as alertmanager } from './alertmanager.ts';
import { configuration as prometheus } from './prometheus.ts';

const services = [{ app: 'gateway', name: 'gateway', pid: 1, address: '', opsUrl: 'http://127.0.0.1:15001' }];
const part = { name: 'Alertmanager', url: 'http://127.0.0.1:19093', origin: 'spec' };

it('Prometheus finds instances by the gateway, has the rules, and hands alerts to Alertmanager', () => {
  expect(prometheus('/stack', { services, alertmanager: part })).toMatchObject({
    rule_files: ['/stack/rules/*.yaml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:19093'] }] }] },
    scrape_configs: [
      { job_name: 'tradepost', http_sd_configs: [{ url: 'http://127.0.0.1:15001/sd/prometheus' }] },
    ],
  });
});

it('Alertmanager mails to the catcher of its stack and nowhere else', () => {
  const text = JSON.stringify(alertmanager({ smtpUrl: 'smtp://127.0.0.1:1025' }));
  expect(text).toContain('"smtp_smarthost":"127.0.0.1:1025"');
  expect(text).not.toContain('mail:1025');
});

it('Alertmanager of a drill reports everything at once to one receiver', () => {
  const { receivers } = alertmanager({ webhookUrl: 'http://127.0.0.1:1/' }) as { receivers: object[] };
  expect(receivers).toEqual([
    { name: 'drill', webhook_configs: [{ url: 'http://127.0.0.1:1/', send_resolved: true }] },
  ]);
});
