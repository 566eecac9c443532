import { Inject, Injectable } from '@nestjs/common';
import { money } from '@tradepost/decision';
import { brandOf, composeMail, linkTo, type ComposedMail, type DueMail } from '@tradepost/mail';
import { CONFIG } from '@tradepost/nest';
import type { MailKind } from '../domain/mails.ts';
import { GuestTokens } from '../flows/ports/guest-tokens.ts';
import { OrderStore } from '../flows/ports/order-store.ts';
import type { OrderConfig } from '../order.config.ts';
import { orderMail } from './order-content.mail.ts';

/** Composes mails from the order as it is when they are sent. The customer's token is made here and never stored. */
@Injectable()
export class OrderMailComposer {
  constructor(
    private readonly orders: OrderStore,
    private readonly tokens: GuestTokens,
    @Inject(CONFIG) private readonly config: OrderConfig,
  ) {}

  async compose({ kind, facts, locale }: DueMail): Promise<ComposedMail | undefined> {
    const orderId = facts['orderId'] ?? '';
    const order = await this.orders.find(orderId);
    if (!order) return undefined;
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
