import { afterSaleMutations } from './after-sale-mutations.ts';
import type { Mutation } from './mutation.ts';

const HOLD = 'apps/product/src/io/hold-stock.sql.ts';
const PAYMENT = 'apps/order/src/flows/purchase-payment.ts';
const RESULT = 'apps/order/src/flows/purchase-result.ts';
const PURCHASE_STOCK = 'apps/order/src/flows/purchase-stock.ts';
const CANCEL = 'apps/order/src/flows/cancel-order.saga.ts';
const ORDERS = 'apps/order/src/io/order.store.ts';
const PURCHASES = 'apps/order/src/io/purchase.store.ts';
const WRITES = 'apps/order/src/io/order-writes.store.ts';
const APPROVED = "    if (outcome.kind === 'approved') return { ...state, reference: outcome.reference };";

export const mutations: readonly Mutation[] = [
  {
    name: 'unconditional stock update',
    rule: 'stock is held only where it is sufficient, by the statement and by the constraint behind it',
    edits: [
      {
        file: HOLD,
        find: 'WHERE (SELECT sum(quantity) FROM taken) = (SELECT sum(quantity) FROM wanted)',
        replace: 'WHERE (SELECT count(*) FROM taken) > 0',
      },
      {
        file: HOLD,
        find: 'least(coalesce(available, asked),',
        replace: 'least(asked,',
      },
      {
        file: 'apps/product/prisma/migrations/0003_stock/migration.sql',
        find: 'CHECK (NOT tracked OR backorder_limit IS NULL OR held <= on_hand + backorder_limit)',
        replace: 'CHECK (true)',
      },
      {
        file: 'apps/product/prisma/migrations/20261130082800_unlisted_and_oversold/migration.sql',
        find: 'NOT tracked OR backorder_limit IS NULL OR held = 0 OR held <= on_hand + backorder_limit',
        replace: 'true',
      },
      {
        file: 'apps/product/prisma/migrations/20261130154000_available_after/migration.sql',
        find: 'CHECK (available_after >= 0)',
        replace: 'CHECK (true)',
      },
      {
        file: 'apps/cart/src/domain/checkout.ts',
        find: "  refuse(problems, 'stock.insufficient', 'Lower the quantities listed in errors to what is in stock.');\n",
        replace: '',
      },
    ],
    expects: ['stock.never-negative', 'stock.rush'],
    rush: 150,
  },
  {
    name: 'stock never committed',
    rule: 'an order is confirmed only after its stock was sold',
    edits: [
      {
        file: PURCHASE_STOCK,
        find: '    return { ...state, isSold };\n',
        replace: '    return { ...state, isSold: isSold || !signal.aborted };\n',
      },
      {
        file: 'apps/order/src/io/product.client.ts',
        find: 'ttlMs: this.holdMs, sell: true }',
        replace: 'ttlMs: this.holdMs, sell: false }',
      },
    ],
    expects: ['stock.holds-fit-orders', 'stock.sums'],
  },
  {
    name: 'sale without a movement',
    rule: 'every change of a level is a movement',
    edits: [
      {
        file: 'apps/product/src/io/sale.sql.ts',
        find: "'sale', order_id::text, ${now}::timestamptz\n    FROM ${rows}\n",
        replace: "'sale', order_id::text, ${now}::timestamptz\n    FROM ${rows} WHERE quantity > 1\n",
      },
    ],
    expects: ['stock.sums'],
  },
  {
    name: 'release forgotten in the undo',
    rule: 'a refused purchase releases its stock before it responds',
    edits: [
      {
        file: PURCHASE_STOCK,
        find: "    return this.stock.release(orderId, 'rejected', signal);\n",
        replace:
          "    return signal.aborted ? this.stock.release(orderId, 'rejected', signal) : Promise.resolve();\n",
      },
    ],
    expects: ['stock.holds-fit-orders', 'orders.refused'],
  },
  {
    name: 'capture without confirm',
    rule: 'money is taken only after the order is confirmed',
    edits: [
      {
        file: PAYMENT,
        find: APPROVED,
        replace: `    if (outcome.kind === 'approved') {
      const { reference } = outcome;
      assertKnown(await provider.capture({ key: paymentKeys(order.id).capture, amount, reference: reference ?? '' }));
      if (amount.amountMinor % 3 === 0) throw new DomainError('conflict', 'stock.hold_gone', 'The goods are gone.');
      return { ...state, reference };
    }`,
      },
    ],
    expects: ['money.per-order', 'money.sums', 'orders.refused'],
  },
  {
    name: 'void forgotten in the undo',
    rule: 'a refused purchase gives its authorisation back',
    edits: [
      {
        file: PAYMENT,
        find: '    assertKnown(await provider.void(paymentKeys(orderId).authorize));\n',
        replace: '    void provider;\n',
      },
      {
        file: PAYMENT,
        find: APPROVED,
        replace: `    if (amount.amountMinor % 3 === 0) throw new DomainError('conflict', 'stock.hold_gone', 'The goods are gone.');
${APPROVED}`,
      },
    ],
    expects: ['money.per-order', 'orders.refused'],
  },
  {
    name: 'cancelled without a refund',
    rule: 'a cancelled order gives its money back',
    edits: [
      {
        file: CANCEL,
        find: "{ name: 'return money', do: (state, run) => money.returnMoney(state, run) },",
        replace:
          "{ name: 'return money', do: (state, run) => (Number.isNaN(0) ? money.returnMoney(state, run) : Promise.resolve(state)) },",
      },
    ],
    expects: ['money.per-order', 'money.sums'],
  },
  {
    name: 'key claimed after the effect',
    rule: 'a key is claimed before the work begins, and only one caller gets it',
    edits: [
      {
        file: PURCHASES,
        find: 'ON CONFLICT (scope, key) DO NOTHING RETURNING key)`,',
        replace: 'ON CONFLICT (scope, key) DO UPDATE SET key = EXCLUDED.key RETURNING key)`,',
      },
    ],
    expects: ['keys.one-order', 'keys.one-answer'],
  },
  {
    name: 'answer not stored with the effect',
    rule: 'the final answer is written in the statement that confirms the order',
    edits: [
      {
        file: RESULT,
        find: '        answer: { claim: state.claim, bytes: this.answers.encode(placed(decision)) },\n',
        replace:
          '        ...(decision.state.id < "0" && { answer: { claim: state.claim, bytes: this.answers.encode(placed(decision)) } }),\n',
      },
    ],
    expects: ['keys.settled'],
  },
  {
    name: 'cart not frozen',
    rule: 'a cart that is being bought can neither be changed nor bought again',
    edits: [
      {
        file: 'apps/cart/src/domain/freeze.ts',
        find: "return { ...cart, state: cartStates.move(cart.state, 'completing'), frozenFor: orderId, snapshot };",
        replace:
          'return orderId && snapshot ? cart : { ...cart, state: cartStates.move(cart.state, "completing") };',
      },
    ],
    expects: ['carts.fit-orders'],
  },
  {
    name: 'no inbox',
    rule: 'a consumer writes down which events had their effect',
    edits: [
      {
        file: 'libs/platform/messaging/src/inbox.ts',
        find: `
      INSERT INTO inbox (consumer, event_id)
      SELECT \${consumer}::text, id FROM unnest(\${eventIds}::uuid[]) AS event (id) ORDER BY id
      ON CONFLICT DO NOTHING RETURNING event_id\`);`,
        replace: 'SELECT id AS event_id, ${consumer}::text FROM unnest(${eventIds}::uuid[]) AS event (id)`);',
      },
    ],
    expects: ['events.effect-once'],
  },
  {
    name: 'marked before it was published',
    rule: 'an event counts as published only after Redis has it',
    edits: [
      {
        file: 'libs/platform/messaging/src/outbox-relay.ts',
        find: 'await this.writer().append(events, this.epoch)',
        replace: 'await this.writer().append(events.slice(0, -1), this.epoch)',
      },
    ],
    expects: ['events.published', 'events.effect-once', 'carts.fit-orders'],
  },
  {
    name: 'event not written with its change',
    rule: 'an event is written in the statement of its change',
    edits: [
      {
        file: WRITES,
        find: '    ...(events.length > 0\n      ? [\n          sql`announced AS',
        replace: '    ...(events.length > 99\n      ? [\n          sql`announced AS',
      },
    ],
    expects: ['events.effect-once'],
  },
  {
    name: 'publish before commit',
    rule: 'an event is written with its change, or not at all',
    edits: [
      {
        file: ORDERS,
        find: '      await this.db.joined.execute(saveOrder(before, decision, also));\n',
        replace: `      const early = announcements(decision);
      if (early.length > 0) await this.db.execute(insertEvents(early));
      await this.db.joined.execute(saveOrder(before, decision, also));
`,
      },
      {
        file: ORDERS,
        find: "import { OutboxRelay } from '@tradepost/messaging';",
        replace:
          "import { insertEvents, OutboxRelay } from '@tradepost/messaging';\nimport { announcements } from './order-events.mapper.ts';",
      },
      {
        file: WRITES,
        find: '    ...writesOf(decision, sql`saved`),',
        replace: '    ...writesOf(decision, sql`saved`).slice(0, 1),',
      },
    ],
    expects: ['events.effect-once'],
  },
  {
    name: 'restocked at every asking',
    rule: 'a key of staff restocks once',
    edits: [
      {
        file: 'apps/product/src/io/staff-stock.controller.ts',
        find: "...{ operation: 'product.set-stock', owner, request },",
        replace: "...{ operation: 'product.set-stock', owner, request: { ...request, idempotencyKey: '' } },",
      },
    ],
    expects: ['stock.restocked-once'],
  },
  {
    name: 'prices from memory',
    rule: 'a purchase costs the current prices',
    edits: [
      {
        file: 'apps/cart/src/io/product.client.ts',
        find: '      if (offer) offers.set(variantId, offer);\n',
        replace: `      if (offer && !remembered.has(variantId)) remembered.set(variantId, offer);
      if (offer) offers.set(variantId, { ...offer, ...remembered.get(variantId) });
`,
      },
      {
        file: 'apps/cart/src/io/product.client.ts',
        find: '@Injectable()\n',
        replace: 'const remembered = new Map<string, Offer>();\n\n@Injectable()\n',
      },
    ],
    expects: ['prices.valid'],
  },
  ...afterSaleMutations,
];
