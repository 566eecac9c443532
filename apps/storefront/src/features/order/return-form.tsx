import type { Schema } from '@tradepost/api-client';
import { useRef } from 'react';
import { Form, useNavigation } from 'react-router';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, SelectField, TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useFirstInvalid } from '../../ui/use-first-invalid.ts';
import { returnable } from './after-order.ts';
import type { OrderAnswer } from './order-answer.ts';

interface Shown {
  order: Schema<'Order'>;
  answer: OrderAnswer | undefined;
  idempotencyKey: string;
}

/** Above this a text field replaces the list. */
const LONGEST_LIST = 20;

interface Asked {
  label: string;
  name: string;
  most: number;
  defaultValue: string;
  error: string | undefined;
}

/** A quantity from zero to what can be returned. */
function HowMany({ most, ...field }: Asked) {
  const { orders: words } = useWords();
  if (most > LONGEST_LIST)
    return (
      <Field {...field} hint={words.mostBack(most)} inputMode="numeric" maxLength={6} autoComplete="off" />
    );
  return (
    <SelectField {...field}>
      {Array.from({ length: most + 1 }, (_, quantity) => (
        <option key={quantity}>{quantity}</option>
      ))}
    </SelectField>
  );
}

export function ReturnForm({ order, answer, idempotencyKey }: Shown) {
  const { orders: words, problems } = useWords();
  const form = useRef<HTMLFormElement>(null);
  const isBusy = useNavigation().formData?.get('intent') === 'return';
  const left = returnable(order);
  useFirstInvalid(form, answer?.reason === undefined ? undefined : answer);
  const errorOf = (lineId: string, at: number): string | undefined => {
    if (answer?.fault === 'nothingChosen' && at === 0) return words.nothingChosen;
    return answer?.badLine === lineId ? words.badQuantity : undefined;
  };
  if (left.length === 0) return null;
  const isOpen = answer?.reason !== undefined;
  return (
    <details className="rounded border border-line" open={isOpen}>
      <summary className="min-h-11 px-4 py-3 text-sm font-semibold">{words.requestReturn}</summary>
      <Form
        ref={form}
        method="post"
        noValidate
        preventScrollReset
        className="grid gap-4 border-t border-line p-4"
      >
        <p className="text-sm">{words.sendBackText}</p>
        <input type="hidden" name="key" value={idempotencyKey} />
        {answer?.fault === 'tooMuchBack' && <Notice kind="bad">{words.tooMuchBack}</Notice>}
        {left.map(({ line, most }, at) => (
          <HowMany
            key={line.id}
            label={words.quantityBack(line.title || line.sku)}
            name={`line.${line.id}`}
            most={most}
            defaultValue={answer?.quantities?.[line.id] ?? '0'}
            error={errorOf(line.id, at)}
          />
        ))}
        <TextField
          label={words.reason}
          name="reason"
          maxLength={500}
          defaultValue={answer?.reason ?? ''}
          error={answer?.fault === 'reason' ? problems.required : undefined}
        />
        <Button name="intent" value="return" look="secondary" isBusy={isBusy} className="justify-self-start">
          {words.sendBackAction}
        </Button>
      </Form>
    </details>
  );
}
