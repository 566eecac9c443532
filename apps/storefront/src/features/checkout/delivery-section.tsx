import type { Schema } from '@tradepost/api-client';
import { useEffect, useState } from 'react';
import type { useFetcher } from 'react-router';
import { useMoney } from '../../lib/money.ts';
import { useWords } from '../../lib/text/text.tsx';
import type { CheckoutAnswer } from './answer.ts';
import { Choice, Section } from './section.tsx';

interface Shown {
  options: Schema<'ShippingOption'>[];
  chosen: string;
  kept: ReturnType<typeof useFetcher<CheckoutAnswer>>;
}

/** Shipping options. With scripts a choice is submitted at once, otherwise with the next button. */
export function DeliverySection({ options, chosen, kept }: Shown) {
  const { checkout: words } = useWords();
  const money = useMoney();
  const [picked, setPicked] = useState<string>();
  // Shows the selection optimistically until the response arrives.
  useEffect(() => {
    if (kept.state === 'idle') setPicked(undefined);
  }, [kept.state, chosen]);
  const choose = (option: string) => {
    setPicked(option);
    void kept.submit({ intent: 'shipping', option, auto: 'yes' }, { method: 'post', action: '/checkout' });
  };
  return (
    <Section title={words.delivery} id="delivery">
      {options.length === 0 ? (
        <p className="text-sm text-soft">{words.deliveryLater}</p>
      ) : (
        <div role="radiogroup" aria-label={words.delivery}>
          {options.map(({ id, name, price, minDays, maxDays }) => (
            <Choice
              key={id}
              name="option"
              value={id}
              isChosen={id === (picked ?? chosen)}
              onChoose={() => choose(id)}
            >
              <span className="grow">
                <span className="font-semibold">{words.ways[id] ?? name}</span>
                <br />
                <span className="text-soft">{words.days(minDays, maxDays)}</span>
              </span>
              <span className="tabular">{price.amount === 0 ? words.free : money(price)}</span>
            </Choice>
          ))}
        </div>
      )}
      {options.length > 1 && (
        <noscript>
          <button
            type="submit"
            name="intent"
            value="address"
            className="text-sm underline underline-offset-4"
          >
            {words.updateDelivery}
          </button>
        </noscript>
      )}
    </Section>
  );
}
