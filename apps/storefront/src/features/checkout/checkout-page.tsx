import { useRef } from 'react';
import { Form, Link, useFetcher, useNavigation } from 'react-router';
import type { CheckoutData } from '../../server/checkout-page.ts';
import { isShipped } from '../../lib/purchase/shipping.ts';
import { useWords } from '../../lib/text/text.tsx';
import type { CheckoutAnswer } from './answer.ts';
import { AddressSection } from './address-section.tsx';
import { BillingSection } from './billing-section.tsx';
import { ContactSection } from './contact-section.tsx';
import { DeliverySection } from './delivery-section.tsx';
import { PaymentSection } from './payment-section.tsx';
import { PlaceButton } from './place-button.tsx';
import { OrderSummary } from './order-summary.tsx';
import { IssueNotice } from './issue-notice.tsx';
import { useFirstInvalid } from '../../ui/use-first-invalid.ts';
import { useCorrected } from './use-corrected.ts';
import { useAutoSubmitAddress } from './use-auto-submit-address.ts';

export function CheckoutPage({ data, answer }: { data: CheckoutData; answer: CheckoutAnswer | undefined }) {
  const form = useRef<HTMLFormElement>(null);
  const kept = useFetcher<CheckoutAnswer>({ key: 'checkout-kept' });
  const navigation = useNavigation();
  const intent = navigation.formAction?.startsWith('/checkout') ? navigation.formData?.get('intent') : null;
  const { cart, options, addresses, countries, email, attempt } = data;
  const values = answer?.values ?? data.values;
  const forms = answer?.forms ?? data.forms;
  const faults = useCorrected(kept, answer) ? undefined : answer?.faults;
  const issue = answer?.issue ?? kept.data?.issue ?? data.issue;
  const keepAddress = useAutoSubmitAddress(kept, cart.shippingAddress);
  useFirstInvalid(form, faults);
  const isSent = isShipped(cart);
  const chosen = cart.shippingOption?.id ?? values.option;
  const isKnown = cart.shippingAddress !== null && (cart.shippingOption !== null || !isSent);
  return (
    <div className="wrap grid gap-8 py-8 lg:py-12">
      <Heading />
      <Form
        ref={form}
        method="post"
        action="/checkout"
        noValidate
        preventScrollReset
        aria-busy={intent === 'place' || undefined}
        onBlur={keepAddress}
        className="grid gap-10 lg:grid-cols-[1fr_24rem] lg:gap-16"
      >
        <input type="hidden" name="attempt" value={attempt} />
        <EnterButton />
        <div className="order-2 grid content-start gap-10 lg:order-1">
          <IssueNotice issue={issue} faults={faults} cart={cart} />
          <ContactSection email={email} value={values.email} isBad={faults?.email === true} />
          <AddressSection
            {...{ values, addresses, forms, faults: faults?.shipping, isShipped: isSent, isKnown }}
            countries={isSent ? countries.delivered : countries.all}
          />
          {isSent && <DeliverySection {...{ options, chosen, kept }} />}
          {isKnown && (
            <>
              <PaymentSection
                methods={data.paymentMethods}
                chosen={values.paymentMethod || data.values.paymentMethod}
                isBad={faults?.paymentMethod === true}
              />
              {isSent && (
                <BillingSection {...{ values, forms, faults: faults?.billing }} countries={countries.all} />
              )}
              <PlaceButton cart={cart} issue={issue} isPlacing={intent === 'place'} />
            </>
          )}
        </div>
        <OrderSummary cart={cart} isBusy={kept.state !== 'idle' || navigation.state !== 'idle'} />
      </Form>
    </div>
  );
}

function Heading() {
  const { checkout: words } = useWords();
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-4">
      <h1 className="text-xl">{words.title}</h1>
      <Link to="/cart" className="text-sm underline underline-offset-4">
        {words.backToCart}
      </Link>
    </div>
  );
}

/** The first submit button, which the Enter key presses: it never places the order. */
function EnterButton() {
  return (
    <button
      type="submit"
      name="intent"
      value="address"
      tabIndex={-1}
      aria-hidden="true"
      className="sr-only"
    />
  );
}
