import { redirect } from 'react-router';
import type { OrderAnswer } from '../features/order/order-answer.ts';
import { ApiError, unwrap } from '../lib/problem.ts';
import { abandonPayment, cancelOrder, completePayment } from './order-page.ts';
import type { Shop } from './shop.ts';
import { fieldText } from '../lib/field-text.ts';

/** Handles the forms of the order page. @throws a redirect to the page on success */
export async function orderAction(shop: Shop, id: string, form: FormData): Promise<OrderAnswer> {
  const answer = await act(shop, id, form);
  if (answer) return answer;
  throw redirect(`/orders/${id}`);
}

async function act(shop: Shop, id: string, form: FormData): Promise<OrderAnswer | undefined> {
  switch (form.get('intent')) {
    case 'complete':
      return (await completePayment(shop, id)) ? { fault: 'notYetConfirmed' } : undefined;
    case 'abandon':
      return abandon(shop, id, '/checkout');
    case 'abandon-to-cart':
      return abandon(shop, id, '/cart');
    case 'cancel':
      return orFault(() => cancelOrder(shop, id, text(form, 'reason')));
    case 'return':
      return requestReturn(shop, id, form);
    default:
      return undefined;
  }
}

/** @throws a redirect to the next page */
async function abandon(shop: Shop, id: string, to: '/cart' | '/checkout'): Promise<OrderAnswer> {
  let next: string | undefined;
  const answer = await orFault(async () => {
    next = await abandonPayment(shop, id, to);
  });
  if (next) throw redirect(next);
  return answer ?? { fault: 'failed' };
}

async function requestReturn(shop: Shop, id: string, form: FormData): Promise<OrderAnswer | undefined> {
  const quantities = Object.fromEntries(
    [...form].flatMap(([name, value]) =>
      name.startsWith('line.') && typeof value === 'string' ? [[name.slice(5), value]] : [],
    ),
  ) as Record<string, string>;
  const lines = Object.entries(quantities)
    .map(([lineId, quantity]) => ({ lineId, quantity: Number(quantity) }))
    .filter(({ quantity }) => Number.isSafeInteger(quantity) && quantity > 0);
  const reason = text(form, 'reason');
  const typed = { quantities, reason };
  const badLine = Object.keys(quantities).find((lineId) => !/^\s*\d*\s*$/.test(quantities[lineId] ?? ''));
  if (badLine !== undefined) return { fault: 'badQuantity', badLine, ...typed };
  if (lines.length === 0) return { fault: 'nothingChosen', ...typed };
  if (reason === '') return { fault: 'reason', ...typed };
  const params = { path: { id }, header: { 'Idempotency-Key': text(form, 'key') } };
  const answer = await orFault(async () => {
    unwrap(await shop.api.POST('/api/v1/orders/{id}/returns', { params, body: { lines, reason } }));
  });
  return answer && { ...answer, ...typed };
}

async function orFault(action: () => Promise<void>): Promise<OrderAnswer | undefined> {
  try {
    await action();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.code === 'order.not_cancellable') return { fault: 'tooLate' };
    if (error.code === 'payment.already_confirmed') return { fault: 'confirmedFirst' };
    if (error.code === 'return.exceeds_shipped') return { fault: 'tooMuchBack' };
    return { fault: 'failed' };
  }
}

const text = (form: FormData, name: string): string => fieldText(form, name).trim();
