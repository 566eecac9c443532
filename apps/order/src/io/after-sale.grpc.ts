import { Inject, Injectable } from '@nestjs/common';
import {
  CreateFulfilmentRequest,
  DecideRefundRequest,
  MoveFulfilmentRequest,
  MoveReturnRequest,
  RequestRefundRequest,
  RequestReturnRequest,
  type AfterSaleServiceDefinition,
  type Order as WireOrder,
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
import { OrderAnswers, type Keyed } from './order.answers.ts';
import { askerOf, waitOf } from './order.asker.ts';

const MOST = { lines: 1_200, text: 500, key: 200 };
const STAFF = { userId: null, isTokenValid: false, isStaff: true };

type Answer = Promise<{ order: WireOrder }>;

/** What may be asked of an order that is bought. Who is staff was checked at the edge. */
@Injectable()
export class AfterSaleGrpc implements Handlers<typeof AfterSaleServiceDefinition> {
  constructor(
    private readonly desk: AfterSaleDesk,
    private readonly answers: OrderAnswers,
    @Inject(GuestTokens) private readonly tokens: GuestTokens,
  ) {}

  async createFulfilment(request: CreateFulfilmentRequest): Answer {
    const { orderId, lines, tracking, idempotencyKey: key } = request;
    check(orderId, [tracking], key, lines.length);
    const keyed = { ...staffs('create-fulfilment', request), message: CreateFulfilmentRequest };
    return this.once(keyed, () =>
      this.desk.createParcel(orderId, { lines: lines.map(toLine), tracking, key }),
    );
  }

  async moveFulfilment(request: MoveFulfilmentRequest, call: Call): Answer {
    const { orderId, fulfilmentId: id, to: state, tracking, idempotencyKey } = request;
    check(orderId, [tracking], idempotencyKey);
    const to = fromWireParcelState(state);
    if (!to) throw invalid('This is no state of a parcel.');
    if (!isUuid(id)) throw notFound('fulfilment');
    const keyed = { ...staffs('move-fulfilment', request), message: MoveFulfilmentRequest };
    return this.once(keyed, () => this.desk.moveParcel(orderId, { id, to, tracking }, waitOf(call)));
  }

  async requestReturn(request: RequestReturnRequest): Answer {
    const { orderId, access, lines, reason, idempotencyKey: key } = request;
    const asker = askerOf(this.tokens, orderId, access);
    if (!isUuid(orderId)) assertMaySee(undefined, asker);
    check(orderId, [reason], key, lines.length);
    const asked = { lines: lines.map(toLine), reason, key };
    const keyed = { deed: 'request-return', asker, request, message: RequestReturnRequest };
    return this.once(keyed, () => this.desk.requestReturn(orderId, asker, asked));
  }

  async moveReturn(request: MoveReturnRequest, call: Call): Answer {
    const { orderId, returnId: id, to: state, idempotencyKey } = request;
    check(orderId, [], idempotencyKey);
    const to = fromWireReturnState(state);
    if (!to) throw invalid('This is no state of a return.');
    if (!isUuid(id)) throw notFound('return');
    const keyed = { ...staffs('move-return', request), message: MoveReturnRequest };
    return this.once(keyed, () => this.desk.moveReturn(orderId, { id, to }, waitOf(call)));
  }

  async requestRefund(request: RequestRefundRequest): Answer {
    const { orderId, amount, reason, idempotencyKey: key } = request;
    check(orderId, [reason], key);
    if (!amount || !/^[A-Z]{3}$/.test(amount.currency)) throw invalid('Say how much.');
    const asked = { amount: money(amount.amountMinor, amount.currency), reason, key };
    const keyed = { ...staffs('request-refund', request), message: RequestRefundRequest };
    return this.once(keyed, () => this.desk.requestRefund(orderId, asked));
  }

  async decideRefund(request: DecideRefundRequest, call: Call): Answer {
    const { orderId, refundId: id, approve, idempotencyKey } = request;
    check(orderId, [], idempotencyKey);
    if (!isUuid(id)) throw notFound('refund');
    const keyed = { ...staffs('decide-refund', request), message: DecideRefundRequest };
    return this.once(keyed, () => this.desk.decideRefund(orderId, { id, isApproved: approve }, waitOf(call)));
  }

  private async once<Request>(keyed: Keyed<Request>, work: () => Promise<SaleStory>): Answer {
    return { order: await this.answers.once(keyed, async () => toWireStory(await work())) };
  }
}

const staffs = <Request>(deed: string, request: Request) => ({ deed, asker: STAFF, request });

const toLine = ({ lineId, quantity }: { lineId: string; quantity: number }) => ({ lineId, quantity });

function check(orderId: string, texts: readonly string[] = [], key = '', lines = 0): void {
  if (!isUuid(orderId)) assertMaySee(undefined, STAFF);
  if (texts.some((text) => text.length > MOST.text || !isStorable(text)))
    throw invalid(`A text has at most ${MOST.text} characters, all of them printable.`);
  if (key.length > MOST.key) throw invalid(`A key has at most ${MOST.key} characters.`);
  if (lines > MOST.lines) throw invalid(`Name at most ${MOST.lines} lines.`);
}

const invalid = (detail: string) => new DomainError('invalid', 'request.invalid', detail);
