import type { Schema } from '@tradepost/api-client';
import { Form, useNavigation } from 'react-router';
import { useDates } from '../../lib/dates.ts';
import { useWords } from '../../lib/text/text.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

interface Shown {
  url: string;
  order: Schema<'Order'>;
  hasCart: boolean;
  isTooEarly: boolean;
}

/** The link to the bank's confirmation, and buttons to abandon it. */
export function Challenge({ url, order, hasCart, isTooEarly }: Shown) {
  const { orders: words } = useWords();
  const { time } = useDates();
  const pending = useNavigation().formData?.get('intent');
  return (
    <div className="grid justify-items-start gap-3">
      {isTooEarly && <Notice kind="warn">{words.notYetConfirmed}</Notice>}
      <div className="flex flex-wrap gap-3">
        <ButtonLink to={url} reloadDocument>
          {words.confirmAction}
        </ButtonLink>
        <Form method="post" preventScrollReset>
          <Button name="intent" value="complete" look="secondary" isBusy={pending === 'complete'}>
            {words.confirmedAction}
          </Button>
        </Form>
      </div>
      {order.challenge && (
        <p className="text-sm text-soft">{words.confirmUntil(time(order.challenge.expiresAt))}</p>
      )}
      <Form method="post" className="mt-3 grid gap-3 justify-self-stretch border-t border-line pt-6">
        <p className="text-sm text-soft">{hasCart ? words.abandonText : words.abandonTextGone}</p>
        <div className="flex flex-wrap gap-x-8 gap-y-2">
          <Button name="intent" value="abandon" look="secondary" isBusy={pending === 'abandon'}>
            {hasCart ? words.payAnotherWay : words.abandonAction}
          </Button>
          {hasCart && (
            <Button
              name="intent"
              value="abandon-to-cart"
              look="quiet"
              isBusy={pending === 'abandon-to-cart'}
              className="-ml-5"
            >
              {words.backToCart}
            </Button>
          )}
        </div>
      </Form>
    </div>
  );
}
