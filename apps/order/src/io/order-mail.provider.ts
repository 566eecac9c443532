import type { Provider } from '@nestjs/common';
import { CONFIG } from '@tradepost/bootstrap';
import { Database } from '@tradepost/database';
import { money } from '@tradepost/decision';
import { brandOf, composeMail, linkTo, MailWorker, mailDelivery, type ComposeMail } from '@tradepost/mail';
import { Logger, Metrics } from '@tradepost/observability';
import type { MailKind } from '../domain/mails.ts';
import { AfterSaleStore } from '../flows/after-sale-store.ts';
import { GuestTokens } from '../flows/ports.ts';
import type { OrderConfig } from '../order.config.ts';
import { orderMail } from './order-mail.content.ts';

// Nobody wakes the worker: most orders are confirmed by sagas, and two seconds are soon enough for a mail.
const POLL_MS = 2_000;

/** Writes the mail from the order as it is now. The buyer's token is made here and never stored. */
export function orderMailWriter(
  sales: Pick<AfterSaleStore, 'find'>,
  tokens: Pick<GuestTokens, 'of'>,
  config: OrderConfig,
): ComposeMail {
  return async ({ kind, facts, locale }) => {
    const orderId = facts['orderId'] ?? '';
    const found = await sales.find(orderId);
    if (!found) return undefined;
    const link = linkTo(config.PUBLIC_URL, `/orders/${orderId}`, { token: tokens.of(orderId) });
    const { currency, amountMinor } = facts;
    const content = orderMail({
      ...{ kind: kind as MailKind, locale, link, brand: brandOf(config), sale: found.sale },
      parcel: found.sale.fulfilments.find(({ id }) => id === facts['fulfilmentId']),
      sentBack: found.sale.returns.find(({ id }) => id === facts['returnId']),
      amount: currency ? money(Number(amountMinor), currency) : undefined,
    });
    return content && composeMail(content);
  };
}

/** Sends the mails queued for customers. */
export const orderMails: Provider = {
  provide: MailWorker,
  useFactory: (
    db: Database,
    log: Logger,
    metrics: Metrics,
    config: OrderConfig,
    sales: AfterSaleStore,
    tokens: GuestTokens,
  ) =>
    new MailWorker({
      ...{ db, log, metrics, ...mailDelivery(config) },
      pollMs: POLL_MS,
      compose: orderMailWriter(sales, tokens, config),
    }),
  inject: [Database, Logger, Metrics, CONFIG, AfterSaleStore, GuestTokens],
};
