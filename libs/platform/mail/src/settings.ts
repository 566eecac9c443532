import { integer, text, url } from '@tradepost/config';
import { senderOf } from './sender.ts';

/** Settings of every service that sends mails. */
export const mailSettings = {
  SMTP_URL: url({
    default: '',
    schemes: ['smtp', 'smtps'],
    hasPassword: true,
    doc: 'mail server, smtp://user:password@host:587; empty: mails are stored, not sent',
  }),
  MAIL_FROM: text({
    default: 'Tradepost <hello@tradepost.example>',
    check: senderOf,
    doc: 'sender of all mails, Name <address>; the name may have any signs',
  }),
  MAIL_KEEP_DAYS: integer({
    default: 30,
    min: 1,
    max: 3_650,
    doc: 'days after which mails are deleted, sent or not',
  }),
  MAIL_MAX_ATTEMPTS: integer({
    default: 12,
    min: 1,
    max: 100,
    doc: 'attempts after which a mail is abandoned; waiting for an unavailable server does not count',
  }),
  PUBLIC_URL: url({
    default: 'http://localhost:8080',
    schemes: ['http', 'https'],
    doc: 'origin of the shop, for links in mails',
  }),
};
