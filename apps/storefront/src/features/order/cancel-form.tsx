import type { Schema } from '@tradepost/api-client';
import { Form, useNavigation } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { isCancellable } from './after-order.ts';
import type { OrderAnswer } from './order-answer.ts';

/** Cancelling takes two actions: opening this, and confirming. */
export function CancelForm({ order, answer }: { order: Schema<'Order'>; answer: OrderAnswer | undefined }) {
  const { orders: words } = useWords();
  const isBusy = useNavigation().formData?.get('intent') === 'cancel';
  if (answer?.fault === 'tooLate') return <Notice kind="bad">{words.tooLate}</Notice>;
  if (!isCancellable(order)) return null;
  return (
    <details className="rounded border border-line">
      <summary className="min-h-11 px-4 py-3 text-sm font-semibold">{words.cancel}</summary>
      <Form method="post" preventScrollReset className="grid gap-4 border-t border-line p-4">
        <p className="text-sm">{words.cancelText}</p>
        <Field label={words.cancelReason} name="reason" maxLength={200} autoComplete="off" />
        <Button name="intent" value="cancel" look="secondary" isBusy={isBusy} className="justify-self-start">
          {words.cancelAction}
        </Button>
      </Form>
    </details>
  );
}
