import { atMost, counter, gauge, histogram, WORK_BUCKETS } from '../declaration.ts';

const stream = atMost(10, 'streams as they are named in Redis: events:order');

export const outbox = {
  waiting: gauge({
    name: 'outbox_waiting_events',
    help: 'Events that are not yet published',
    aggregation: 'max',
  }),
  oldestAge: gauge({
    name: 'outbox_oldest_age_seconds',
    help: 'Age of the oldest event that is not yet published',
    aggregation: 'max',
  }),
  published: counter({ name: 'outbox_published_total', help: 'Events published to the stream' }),
  partitionsHeld: gauge({
    name: 'outbox_partitions_held',
    help: 'Partitions of the outbox that this process publishes, of 8',
    aggregation: 'sum',
  }),
};

export const events = {
  lag: gauge({
    name: 'stream_lag_events',
    help: 'Events that a consumer group has not acknowledged, delivered or not',
    labels: { stream, consumer_group: atMost(10, 'consuming services') },
    aggregation: 'max',
  }),
  oldestPendingAge: gauge({
    name: 'stream_oldest_pending_age_seconds',
    help: 'Time since the oldest event that was delivered and not acknowledged entered the stream',
    labels: { stream, consumer_group: atMost(10, 'consuming services') },
    aggregation: 'max',
  }),
  consumed: counter({
    name: 'events_consumed_total',
    help: 'Delivered events: done, duplicate, no handler (skipped), failed for now (retry), dead-lettered (dead)',
    labels: { stream, outcome: ['done', 'duplicate', 'skipped', 'retry', 'dead'] },
  }),
  delivery: histogram({
    name: 'event_delivery_seconds',
    help: 'From the time of an event until its effect is committed',
    labels: { stream },
    buckets: WORK_BUCKETS,
  }),
  deadLetters: gauge({
    name: 'dead_letters',
    help: 'Events this service dead-lettered, until they are redriven or discarded',
    labels: { stream },
    aggregation: 'max',
  }),
  deadLettersOldestAge: gauge({
    name: 'dead_letters_oldest_age_seconds',
    help: 'Age of the oldest dead letter',
    labels: { stream },
    aggregation: 'max',
  }),
};
