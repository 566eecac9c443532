import { perMinute, share } from '../building/expressions.ts';
import { outcomes } from '../building/outcomes.ts';
import { figure, lines } from '../building/panels.ts';
import { serviceBoard } from '../building/service-board.ts';
import { count, oldest } from '../building/waiting.ts';

const OK = 'outcome="ok"';

export const user = serviceBoard({
  service: 'user',
  title: 'User',
  description: 'Accounts, sign-ins and the mails that belong to them.',
  answersCalls: { runbook: 'SignInFailuresSurge' },
  hasDatabase: true,
  figures: (where) => [
    figure({
      title: 'Sign-ins',
      shows: 'Successful sign-ins per minute.',
      bad: 'zero while customers are awake: customers with an account cannot order.',
      runbook: 'SignInFailuresSurge',
      unit: 'cpm',
      queries: [{ expr: perMinute('user_sign_ins_total', { where: `${OK}, ${where}` }), legend: 'sign-ins' }],
    }),
    figure({
      title: 'Failed sign-ins',
      shows: 'Share of attempts that did not succeed.',
      bad: 'above 50 %: passwords are being guessed, or a deployment broke signing in.',
      runbook: 'SignInFailuresSurge',
      unit: 'percentunit',
      noValue: 'no attempts',
      limits: { amber: 0.3, red: 0.5 },
      queries: [
        {
          expr: share(
            perMinute('user_sign_ins_total', { where: `outcome!="ok", ${where}` }),
            perMinute('user_sign_ins_total', { where }),
          ),
          legend: 'failed',
        },
      ],
    }),
  ],
  rows: (where) => [
    {
      title: 'Accounts',
      panels: [
        outcomes({
          title: 'Sign-ins by outcome',
          shows: 'Attempts per minute.',
          bad: 'wrong_password many times the usual, or locked: an attack. Addresses are in the log as hashes.',
          runbook: 'SignInFailuresSurge',
          counter: 'user_sign_ins_total',
          where,
        }),
        lines({
          title: 'Registrations',
          shows: 'New accounts per minute.',
          bad: 'hundreds a minute: a script. Rate limits by address hold back a single one.',
          unit: 'cpm',
          queries: [{ expr: perMinute('user_registrations_total', { where }), legend: 'registrations' }],
        }),
        count({
          title: 'Mails',
          shows: 'Mails of this service that wait or were abandoned.',
          bad: 'waiting that grows: the mail server is away. dead above 0: a customer got no mail.',
          runbook: 'MailStuck',
          metric: 'mails',
          where,
          by: ['state'],
        }),
        oldest({
          title: 'Oldest unsent mail',
          shows: 'Age of the oldest mail that is not sent.',
          bad: 'above five minutes: a customer waits for a link to set a password.',
          runbook: 'MailStuck',
          limits: { amber: 300, red: 1800 },
          metric: 'mails_oldest_age_seconds',
          where,
          by: ['service_name'],
        }),
      ],
    },
  ],
});
