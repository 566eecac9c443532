import { board } from '../building/board.ts';
import { orNone, perMinute, perSecond, quantile, top } from '../building/expressions.ts';
import { outcomes } from '../building/outcomes.ts';
import { figure, lines, type PanelOptions } from '../building/panels.ts';
import { count, countAboveZero, oldest } from '../building/waiting.ts';

export const messaging = board({
  name: 'messaging',
  title: 'Messaging and sagas',
  description:
    'Events from the outbox to their effect, dead letters, sagas and mails: everything that happens after an answer.',
  rows: [
    { title: 'Now', panels: now() },
    { title: 'Outbox', panels: outbox() },
    { title: 'Streams', panels: streams() },
    { title: 'Sagas', panels: sagas() },
    { title: 'Mails', panels: mails() },
  ],
});

function now() {
  const waiting = (
    options: Pick<PanelOptions, 'title' | 'shows' | 'bad' | 'runbook' | 'limits' | 'unit'> & { of: string },
  ) =>
    figure({
      ...options,
      noValue: 'unknown',
      width: 6,
      queries: [{ expr: options.of, legend: options.title }],
    });
  return [
    waiting({
      title: 'Oldest event in an outbox',
      shows: 'Time since the oldest event that is not yet published.',
      bad: 'above 30 s: other services are not notified. Redis is away, or no relay holds the partition.',
      runbook: 'OutboxStuck',
      unit: 's',
      limits: { amber: 10, red: 30 },
      of: 'max(outbox_oldest_age_seconds)',
    }),
    waiting({
      title: 'Dead letters',
      shows: 'Events that a consumer abandoned.',
      bad: 'anything but 0: an effect is missing until it is redriven (npm run dlq).',
      runbook: 'DeadLetters',
      unit: 'short',
      limits: { red: 1 },
      of: 'sum(max by (service_name, stream) (dead_letters))',
    }),
    waiting({
      title: 'Stuck sagas',
      shows: 'Sagas that wait for an operator.',
      bad: 'anything but 0: money or stock is in between.',
      runbook: 'SagaStuck',
      unit: 'short',
      limits: { red: 1 },
      of: 'sum(max by (service_name, saga) (sagas_open{state="stuck"}))',
    }),
    waiting({
      title: 'Abandoned mails',
      shows: 'Mails abandoned after their last attempt.',
      bad: 'anything but 0: a customer did not get a mail and will not.',
      runbook: 'MailsDead',
      unit: 'short',
      limits: { red: 1 },
      of: 'sum(max by (service_name) (mails{state="dead"}))',
    }),
  ];
}

function outbox() {
  return [
    count({
      title: 'Events that wait',
      shows: 'Events in the outbox that are not yet published, by service.',
      bad: 'a line that only rises. A short peak with a rush of purchases is normal.',
      runbook: 'OutboxStuck',
      metric: 'outbox_waiting_events',
      by: ['service_name'],
    }),
    lines({
      title: 'Published',
      shows: 'Events published per second, by service.',
      bad: 'zero while events wait: the relay stands still.',
      runbook: 'OutboxStuck',
      unit: 'eps',
      queries: [
        { expr: perSecond('outbox_published_total', { by: ['service_name'] }), legend: '{{service_name}}' },
      ],
    }),
    lines({
      title: 'Partitions held',
      shows: 'Partitions of the outbox that some instance publishes; a service has 8.',
      bad: 'fewer than 8 for longer than a lease: events of the others wait.',
      runbook: 'RelayWithoutHolder',
      unit: 'short',
      limits: { red: 8, below: true },
      queries: [{ expr: 'sum by (service_name) (outbox_partitions_held)', legend: '{{service_name}}' }],
    }),
  ];
}

function streams() {
  const group = ['stream', 'consumer_group'];
  return [
    count({
      title: 'Lag',
      shows: 'Events that a consumer group has not yet acknowledged.',
      bad: 'a line that only rises: the consumer is down, or slower than what comes in.',
      runbook: 'StreamLag',
      limits: { amber: 100, red: 1000 },
      metric: 'stream_lag_events',
      by: group,
    }),
    oldest({
      title: 'Oldest unacknowledged event',
      shows: 'Since the oldest event that was delivered and not acknowledged entered the stream.',
      bad: 'minutes: one event fails again and again. It blocks the others of the same aggregate until it is dead-lettered.',
      runbook: 'StreamLag',
      limits: { amber: 60, red: 300 },
      metric: 'stream_oldest_pending_age_seconds',
      by: group,
    }),
    lines({
      title: 'Delivery, p99',
      shows: 'From the time of an event until its effect is committed, by stream.',
      bad: 'above 5 s: pages show an old state. Outbox, stream or consumer: the panels around say which.',
      runbook: 'EventDeliveryBudgetBurn',
      unit: 's',
      limits: { amber: 2, red: 5 },
      queries: [{ expr: quantile(0.99, 'event_delivery_seconds', { by: ['stream'] }), legend: '{{stream}}' }],
    }),
    outcomes({
      title: 'Consumed by outcome',
      shows: 'Delivered events per minute. Duplicates are normal after a restart.',
      bad: 'retry that stays: a dependency of the consumer is away. dead: see dead letters.',
      runbook: 'DeadLetters',
      counter: 'events_consumed_total',
      where: '',
      by: ['service_name', 'outcome'],
    }),
    oldest({
      title: 'Oldest dead letter',
      shows: 'Age of the oldest dead letter, by stream.',
      bad: 'hours: the alert was not acted upon, and the stream trims what it would be redriven with.',
      runbook: 'DeadLetters',
      limits: { amber: 3600, red: 86_400 },
      metric: 'dead_letters_oldest_age_seconds',
      by: ['service_name', 'stream'],
    }),
  ];
}

function sagas() {
  return [
    countAboveZero({
      title: 'Open sagas',
      shows: 'Sagas that have not ended, by state.',
      bad: 'undoing that grows: purchases fail after their first step. stuck: an operator must decide.',
      runbook: 'SagaStuck',
      metric: 'sagas_open',
      by: ['saga', 'state'],
    }),
    oldest({
      title: 'Oldest open saga',
      shows: 'Age of the oldest saga that has not ended.',
      bad: 'above the deadline of a purchase: its worker died, and none took it over.',
      runbook: 'SagaStuck',
      limits: { amber: 300, red: 1800 },
      metric: 'saga_oldest_age_seconds',
      by: ['saga'],
    }),
    lines({
      title: 'Failed steps',
      shows: 'Failed attempts of steps and of their undos per minute.',
      bad: 'one step alone: what it asks is away. Declined cards count as failures of authorise payment.',
      runbook: 'SagaStuck',
      unit: 'cpm',
      queries: [
        {
          expr: orNone(`${perMinute('saga_step_failures_total', { by: ['saga', 'step'] })} > 0`, 'saga'),
          legend: '{{saga}} {{step}}',
        },
      ],
    }),
    lines({
      title: 'Slowest steps, p95',
      shows: 'Time of single attempts of steps, the slowest eight.',
      bad: 'a step that became slow alone: the call it makes.',
      unit: 's',
      queries: [
        {
          expr: top(8, quantile(0.95, 'saga_step_seconds', { by: ['saga', 'step'] })),
          legend: '{{saga}} {{step}}',
        },
      ],
    }),
  ];
}

function mails() {
  return [
    count({
      title: 'Mails that wait',
      shows: 'Unsent mails by service and state.',
      bad: 'waiting that grows: the mail server is away or refuses us.',
      runbook: 'MailStuck',
      metric: 'mails',
      by: ['service_name', 'state'],
    }),
    outcomes({
      title: 'Mails by outcome',
      shows: 'Attempts to send per minute.',
      bad: 'failed only: the mail server. dead: addresses that do not exist, or a server that refuses us for good.',
      runbook: 'MailStuck',
      counter: 'mails_total',
      where: '',
      by: ['service_name', 'outcome'],
    }),
  ];
}
