import { normaliseAddress } from '@tradepost/addresses';
import {
  ACCOUNT,
  ADDRESS,
  IDEMPOTENCY_KEY,
  LINES,
  ORDER_TEXT,
  PAYMENT,
  QUANTITY,
} from '@tradepost/contracts/limits';
import { DomainError, isEmail, isUuid, type Money } from '@tradepost/decision';
import type { Address } from './order.ts';
import { isStorable } from './text.ts';

/** The request of a purchase; stored until there is a final answer. */
export interface PurchaseRequest {
  /** Null: a guest. */
  readonly userId: string | null;
  /** Null: `lines` are given. */
  readonly cartId: string | null;
  /** Proof of a guest's cart. */
  readonly cartToken: string;
  /** Empty: a cart is given. */
  readonly lines: readonly { readonly variantId: string; readonly quantity: number }[];
  readonly email: string;
  /** Null: the cart's, or the billing address when nothing is shipped. */
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
}

interface Fault {
  readonly field: string;
  readonly code: string;
  readonly detail: string;
}

/** @throws DomainError `request.invalid` that lists every fault */
export function assertValid(request: PurchaseRequest, key: string, providers: readonly string[]): void {
  const faults = [
    ...faultsOfCustomer(request, key),
    ...faultsOfItems(request),
    ...faultsOfPayment(request, providers),
    ...faultsOfText({ idempotencyKey: key, ...request }),
  ];
  refuse(faults);
}

function refuse(faults: readonly Fault[]): void {
  if (faults.length === 0) return;
  throw new DomainError('invalid', 'request.invalid', 'The purchase has invalid fields; see `errors`.', {
    errors: faults.map((one) => ({ ...one })),
  });
}

/**
 * The request with its addresses as they are stored, by the rules of their countries.
 * @throws DomainError `request.invalid` that lists every fault of both
 */
export function withNormalAddresses(request: PurchaseRequest): PurchaseRequest {
  const faults: Fault[] = [];
  const normal = (of: 'shippingAddress' | 'billingAddress'): Address | null => {
    const given = request[of];
    if (!given) return null;
    const read = normaliseAddress(given, ADDRESS);
    for (const { field, code, rule } of read.faults)
      faults.push({ field: `${of}.${field}`, code, detail: `\`${of}.${field}\` ${rule}` });
    return read.address;
  };
  const addresses = { shippingAddress: normal('shippingAddress'), billingAddress: normal('billingAddress') };
  refuse(faults);
  return { ...request, ...addresses };
}

function faultsOfCustomer({ email, userId, externalReference }: PurchaseRequest, key: string): Fault[] {
  const { min, max } = IDEMPOTENCY_KEY;
  const faults: Fault[] = [];
  if (key.length < min || key.length > max)
    faults.push(
      fault('idempotencyKey', 'length', `\`Idempotency-Key\` must have ${min} to ${max} characters.`),
    );
  if (!isEmail(email))
    faults.push(
      fault('email', 'format', `\`email\` must be an address of at most ${ACCOUNT.email} characters.`),
    );
  if (userId !== null && !isUuid(userId)) faults.push(notUuid('userId'));
  if (externalReference !== null && externalReference.length > ORDER_TEXT.externalReference)
    faults.push(
      fault(
        'externalReference',
        'length',
        `\`externalReference\` must have at most ${ORDER_TEXT.externalReference} characters.`,
      ),
    );
  return faults;
}

function faultsOfItems({ cartId, lines, shippingAddress, billingAddress }: PurchaseRequest): Fault[] {
  const faults: Fault[] = [];
  if ((cartId === null) === (lines.length === 0))
    faults.push(fault('cartId', 'choice', 'Send either `cartId` or `lines`.'));
  if (cartId !== null && !isUuid(cartId)) faults.push(notUuid('cartId'));
  if (cartId === null && shippingAddress === null && billingAddress === null)
    faults.push(
      fault(
        'shippingAddress',
        'missing',
        'A purchase without a cart must send `shippingAddress`, or `billingAddress` when nothing is shipped.',
      ),
    );
  if (lines.length > LINES.purchase)
    faults.push(fault('lines', 'length', `\`lines\` must have at most ${LINES.purchase} entries.`));
  lines.forEach(({ variantId, quantity }, i) => {
    if (!isUuid(variantId)) faults.push(notUuid(`lines[${i}].variantId`));
    if (!Number.isInteger(quantity) || quantity < QUANTITY.min || quantity > QUANTITY.max)
      faults.push(
        fault(
          `lines[${i}].quantity`,
          'range',
          `\`quantity\` must be a whole number from ${QUANTITY.min} to ${QUANTITY.max}.`,
        ),
      );
  });
  return faults;
}

function faultsOfPayment(request: PurchaseRequest, providers: readonly string[]): Fault[] {
  const { min, max } = PAYMENT.token;
  const faults: Fault[] = [];
  if (!providers.includes(request.paymentProvider))
    faults.push(
      fault('payment.provider', 'unknown', `\`payment.provider\` must be one of: ${providers.join(', ')}.`),
    );
  if (request.paymentToken.length < min || request.paymentToken.length > max)
    faults.push(fault('payment.token', 'length', `\`payment.token\` must have ${min} to ${max} characters.`));
  const total = request.expectedTotal;
  if (total && (!Number.isSafeInteger(total.amountMinor) || !/^[A-Z]{3}$/.test(total.currency)))
    faults.push(
      fault('expectedTotal', 'format', '`expectedTotal` must be whole minor units and an ISO 4217 currency.'),
    );
  return faults;
}

function faultsOfText(request: object): Fault[] {
  return Object.entries(request)
    .filter(([, value]) => !textsOf(value).every(isStorable))
    .map(([field]) => fault(field, 'text', `\`${field}\` must not contain the NUL character.`));
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

const notUuid = (field: string): Fault => fault(field, 'format', `\`${field}\` must be a UUID.`);
