import { Inject, Injectable } from '@nestjs/common';
import { money } from '@tradepost/decision';
import {
  brandOf,
  composeMail,
  linkTo,
  type ComposedMail,
  type ComposeMail,
  type DueMail,
} from '@tradepost/mail';
import { CONFIG } from '@tradepost/nest';
import type { MailKind } from '../domain/mails.ts';
import type { Order } from '../domain/order.ts';
import { GuestTokens } from '../flows/ports/guest-tokens.ts';
import type { OrderConfig } from '../order.config.ts';
import { orderMail } from './order-content.mail.ts';
import { OrderDatabase } from './order-database.ts';
import { readOrdersById } from './order-reads.store.ts';

/** Composes mails from the orders as they are when they are leased, read by one statement. The customer's token is made here and never stored. */
@Injectable()
export class OrderMailComposer {
  constructor(
    private readonly db: OrderDatabase,
    private readonly tokens: GuestTokens,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  async read(mails: readonly DueMail[]): Promise<ComposeMail> {
    const orders = await readOrdersById(this.db, [...new Set(mails.map(orderIdOf))]);
    return async (mail) => {
      const order = orders.get(orderIdOf(mail));
      return order && this.compose(mail, order);
    };
  }

  private compose({ kind, facts, locale }: DueMail, order: Order): ComposedMail | undefined {
    const orderId = order.id;
    const link = linkTo(this.config.PUBLIC_URL, `/orders/${orderId}`, { token: this.tokens.of(orderId) });
    const { currency, amountMinor } = facts;
    const content = orderMail({
      ...{ kind: kind as MailKind, locale, link, brand: brandOf(this.config), order },
      parcel: order.fulfilments.find(({ id }) => id === facts['fulfilmentId']),
      returned: order.returns.find(({ id }) => id === facts['returnId']),
      cancelled: order.cancellations.find(({ id }) => id === facts['cancellationId']),
      amount: currency ? money(Number(amountMinor), currency) : undefined,
    });
    return content && composeMail(content);
  }
}

const orderIdOf = ({ facts }: DueMail): string => facts['orderId'] ?? '';
