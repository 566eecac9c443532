import { Inject, Injectable } from '@nestjs/common';
import type {
  AfterSaleServiceDefinition,
  CreateFulfilmentRequest,
  DecideRefundRequest,
  MoveFulfilmentRequest,
  MoveReturnRequest,
  Order as WireOrder,
  RequestRefundRequest,
  RequestReturnRequest,
} from '@tradepost/contracts';
import { DomainError, money } from '@tradepost/decision';
import type { Call, Handlers } from '@tradepost/rpc';
import { assertMaySee } from '../domain/access.ts';
import { notFound } from '../domain/after-sale.ts';
import { isStorable, isUuid } from '../domain/text.ts';
import { AfterSaleDesk } from '../flows/after-sale.ts';
import type { SaleStory } from '../flows/after-sale-store.ts';
import { GuestTokens } from '../flows/ports.ts';
import { fromWireParcelState, fromWireReturnState, toWireStory } from './after-sale.wire.ts';
import { askerOf, shownBy, waitOf } from './order.asker.ts';

const MOST = { lines: 1_200, text: 500, key: 200 };
const STAFF = { userId: null, isTokenValid: false, isStaff: true };

type Answer = Promise<{ order: WireOrder }>;

/** What may be asked of an order that is bought. Who is staff was checked at the edge. */
@Injectable()
export class AfterSaleGrpc implements Handlers<typeof AfterSaleServiceDefinition> {
  constructor(
    private readonly desk: AfterSaleDesk,
    @Inject(GuestTokens) private readonly tokens: GuestTokens,
  ) {}

  async createFulfilment(request: CreateFulfilmentRequest): Answer {
    const { orderId, lines, tracking, idempotencyKey: key } = request;
    check(orderId, [tracking], key, lines.length);
    return shown(await this.desk.createParcel(orderId, { lines: lines.map(toLine), tracking, key }));
  }

  async moveFulfilment({ orderId, fulfilmentId: id, to: state, tracking }: MoveFulfilmentRequest): Answer {
    check(orderId, [tracking]);
    const to = fromWireParcelState(state);
    if (!to) throw invalid('This is no state of a parcel.');
    if (!isUuid(id)) throw notFound('fulfilment');
    return shown(await this.desk.moveParcel(orderId, { id, to, tracking }));
  }

  async requestReturn(request: RequestReturnRequest): Answer {
    const { orderId, access, lines, reason, idempotencyKey: key } = request;
    const asker = askerOf(this.tokens, orderId, access);
    if (!isUuid(orderId)) assertMaySee(undefined, asker);
    check(orderId, [reason], key, lines.length);
    const asked = { lines: lines.map(toLine), reason, key };
    return shown(await this.desk.requestReturn(orderId, asker, asked), shownBy(asker, access));
  }

  async moveReturn({ orderId, returnId: id, to: state }: MoveReturnRequest, call: Call): Answer {
    check(orderId);
    const to = fromWireReturnState(state);
    if (!to) throw invalid('This is no state of a return.');
    if (!isUuid(id)) throw notFound('return');
    return shown(await this.desk.moveReturn(orderId, { id, to }, waitOf(call)));
  }

  async requestRefund({ orderId, amount, reason, idempotencyKey: key }: RequestRefundRequest): Answer {
    check(orderId, [reason], key);
    if (!amount || !/^[A-Z]{3}$/.test(amount.currency)) throw invalid('Say how much.');
    const asked = { amount: money(amount.amountMinor, amount.currency), reason, key };
    return shown(await this.desk.requestRefund(orderId, asked));
  }

  async decideRefund({ orderId, refundId: id, approve }: DecideRefundRequest, call: Call): Answer {
    check(orderId);
    if (!isUuid(id)) throw notFound('refund');
    return shown(await this.desk.decideRefund(orderId, { id, isApproved: approve }, waitOf(call)));
  }
}

const shown = (story: SaleStory, token = '') => ({ order: toWireStory(story, token) });

const toLine = ({ lineId, quantity }: { lineId: string; quantity: number }) => ({ lineId, quantity });

function check(orderId: string, texts: readonly string[] = [], key = '', lines = 0): void {
  if (!isUuid(orderId)) assertMaySee(undefined, STAFF);
  if (texts.some((text) => text.length > MOST.text || !isStorable(text)))
    throw invalid(`A text has at most ${MOST.text} characters, all of them printable.`);
  if (key.length > MOST.key) throw invalid(`A key has at most ${MOST.key} characters.`);
  if (lines > MOST.lines) throw invalid(`Name at most ${MOST.lines} lines.`);
}

const invalid = (detail: string) => new DomainError('invalid', 'request.invalid', detail);
