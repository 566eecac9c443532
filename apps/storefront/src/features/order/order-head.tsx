import { Link } from 'react-router';
import { orderStatusOf } from '../../lib/purchase/order-status.ts';
import { useWords } from '../../lib/text/text.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Challenge } from './challenge.tsx';
import type { OrderAnswer } from './order-answer.ts';
import type { OrderPageData } from './order-page.tsx';

/** The status of the order and the available actions. */
export function OrderHead({ data, answer }: { data: OrderPageData; answer: OrderAnswer | undefined }) {
  const { orders: words, frame } = useWords();
  const { order, challengeUrl } = data;
  const { title, text } = useStanding(data);
  const isRefused = order.state === 'rejected' || order.state === 'expired';
  return (
    <header className="grid max-w-2xl gap-4" aria-live="polite">
      <p className="tabular text-sm text-soft">
        {words.title(order.number)} · {words.standings[orderStatusOf(order)]}
      </p>
      <h1 className="text-xl">{title}</h1>
      <p className="text-base">{text}</p>
      {answer?.fault === 'network' && <Notice kind="warn">{frame.offline}</Notice>}
      {answer?.fault === 'confirmedFirst' && <Notice kind="warn">{words.confirmedFirst}</Notice>}
      {answer?.fault === 'failed' && <Notice kind="bad">{words.failed}</Notice>}
      {challengeUrl && (
        <Challenge
          url={challengeUrl}
          order={order}
          hasCart={data.hasCart}
          isTooEarly={answer?.fault === 'notYetConfirmed'}
        />
      )}
      {order.state === 'pending' && !challengeUrl && (
        <p>
          <Link to={`/orders/${order.id}`} reloadDocument className="text-sm underline underline-offset-4">
            {words.reload}
          </Link>
        </p>
      )}
      {isRefused && (
        <p>
          <ButtonLink to={data.hasCart ? '/checkout' : '/'}>
            {data.hasCart ? words.backToCheckout : words.lookAround}
          </ButtonLink>
        </p>
      )}
    </header>
  );
}

function useStanding({ order, challengeUrl, hasCart }: OrderPageData): { title: string; text: string } {
  const { orders: words, checkout } = useWords();
  switch (order.state) {
    case 'pending':
      return challengeUrl
        ? { title: words.confirmTitle, text: words.confirmText }
        : { title: words.placing, text: words.placingText };
    case 'rejected':
    case 'expired': {
      const { reason } = order;
      const isUnconfirmed = reason === 'payment.challenge_failed' || reason === 'payment.not_completed';
      if (reason === 'payment.abandoned')
        return { title: words.abandoned, text: hasCart ? words.refusedText : words.refusedGone };
      const why = isUnconfirmed ? `${checkout.notConfirmed} ` : '';
      return { title: words.refused, text: why + (hasCart ? words.refusedText : words.refusedGone) };
    }
    case 'review':
      return { title: words.review, text: words.reviewText };
    case 'cancelled':
      return { title: words.cancelled, text: order.captured ? words.cancelledText : words.cancelledUnpaid };
    default:
      return (
        words.later[orderStatusOf(order)] ?? { title: words.thanks, text: words.thanksText(order.email) }
      );
  }
}
