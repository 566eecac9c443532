import { counter, gauge } from '../declaration.ts';

export const mail = {
  mails: gauge({
    name: 'mails',
    help: 'Mails to be sent, and those abandoned after their last attempt',
    labels: { state: ['waiting', 'dead'] },
    aggregation: 'max',
  }),
  oldestAge: gauge({
    name: 'mails_oldest_age_seconds',
    help: 'Age of the oldest unsent mail',
    aggregation: 'max',
  }),
  outcomes: counter({
    name: 'mails_total',
    help: 'Mails by outcome: sent, no longer relevant (void), to be retried (failed), abandoned (dead)',
    labels: { outcome: ['sent', 'void', 'failed', 'dead'] },
  }),
};
