import { counter } from '@tradepost/observability';

/** What the user service reports beside the platform's series. */
export const USER_SERIES = {
  signIns: counter({
    name: 'user_sign_ins_total',
    help: 'Attempts to sign in; wrong_password also stands for an unknown address, locked for an address with too many failures',
    labels: { outcome: ['ok', 'wrong_password', 'locked', 'error'] },
  }),
  registrations: counter({ name: 'user_registrations_total', help: 'Accounts that customers created' }),
};
