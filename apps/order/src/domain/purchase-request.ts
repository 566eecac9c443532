import { DomainError, type Json, type Money } from '@tradepost/decision';
import type { Address } from './order.ts';
import { isStorable, isUuid } from './text.ts';

/** What a purchase was asked to be; kept until there is a final answer. */
export type PurchaseRequest = {
  /** Null: a guest. */
  readonly userId: string | null;
  /** Null: `lines` are given. */
  readonly cartId: string | null;
  /** Proof of a guest's cart. */
  readonly cartToken: string;
  /** Empty: a cart is given. */
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  readonly email: string;
  /** Null: the cart's. */
  readonly shippingAddress: Address | null;
  /** Null: the shipping address. */
  readonly billingAddress: Address | null;
  /** Empty: the cart's choice, else the cheapest. */
  readonly shippingOptionId: string;
  readonly paymentProvider: string;
  readonly paymentToken: string;
  /** Null: not compared. */
  readonly expectedTotal: Money | null;
  readonly externalReference: string | null;
  /** Language of mails. */
  readonly locale: string;
};

type Fault = { readonly field: string; readonly code: string; readonly detail: string };

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const MAX_LINES = 1_200;

/** @throws DomainError `request.invalid` that lists every fault. */
export function assertValid(request: PurchaseRequest, key: string, providers: readonly string[]): void {
  const faults = [
    ...faultsOfBuyer(request, key),
    ...faultsOfGoods(request),
    ...faultsOfPayment(request, providers),
    ...faultsOfText({ idempotencyKey: key, ...request }),
  ];
  if (faults.length === 0) return;
  throw new DomainError('invalid', 'request.invalid', 'The purchase is not complete.', {
    errors: faults as Json,
  });
}

function faultsOfBuyer({ email, userId, externalReference }: PurchaseRequest, key: string): Fault[] {
  const faults: Fault[] = [];
  if (key.length < 1 || key.length > 200)
    faults.push(fault('idempotencyKey', 'length', 'The key has 1 to 200 characters.'));
  if (!EMAIL.test(email) || email.length > 254)
    faults.push(fault('email', 'format', 'This is no e-mail address.'));
  if (userId !== null && !isUuid(userId)) faults.push(fault('userId', 'format', 'This is no id.'));
  if (externalReference !== null && externalReference.length > 200)
    faults.push(fault('externalReference', 'length', 'The reference has at most 200 characters.'));
  return faults;
}

function faultsOfGoods({ cartId, lines, shippingAddress }: PurchaseRequest): Fault[] {
  const faults: Fault[] = [];
  if ((cartId === null) === (lines.length === 0))
    faults.push(fault('cartId', 'choice', 'Give either a cart or lines, not both.'));
  if (cartId !== null && !isUuid(cartId)) faults.push(fault('cartId', 'format', 'This is no id.'));
  if (cartId === null && shippingAddress === null)
    faults.push(fault('shippingAddress', 'missing', 'A purchase without a cart needs a shipping address.'));
  if (lines.length > MAX_LINES)
    faults.push(fault('lines', 'length', `A purchase has at most ${MAX_LINES} lines.`));
  lines.forEach(({ variantId, quantity }, i) => {
    if (!isUuid(variantId)) faults.push(fault(`lines[${i}].variantId`, 'format', 'This is no id.'));
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 999_999)
      faults.push(fault(`lines[${i}].quantity`, 'range', 'A quantity is a whole number from 1 to 999 999.'));
  });
  return faults;
}

function faultsOfPayment(request: PurchaseRequest, providers: readonly string[]): Fault[] {
  const faults: Fault[] = [];
  if (!providers.includes(request.paymentProvider))
    faults.push(fault('payment.provider', 'unknown', `Pay by one of: ${providers.join(', ')}.`));
  if (request.paymentToken.length < 1 || request.paymentToken.length > 100)
    faults.push(fault('payment.token', 'length', 'The token has 1 to 100 characters.'));
  const total = request.expectedTotal;
  if (total && (!Number.isSafeInteger(total.amountMinor) || !/^[A-Z]{3}$/.test(total.currency)))
    faults.push(fault('expectedTotal', 'format', 'This is no amount of money.'));
  return faults;
}

function faultsOfText(request: object): Fault[] {
  return Object.entries(request)
    .filter(([, value]) => !textsOf(value).every(isStorable))
    .map(([field]) => fault(field, 'text', 'This text has a character that can not be stored.'));
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const fault = (field: string, code: string, detail: string): Fault => ({
  field,
  code: `request.${code}`,
  detail,
});
