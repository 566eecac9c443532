import type { Added } from '../../lib/purchase/add-to-cart.ts';
import { LineSummary } from '../../lib/purchase/line-summary.tsx';
import { LineProblems } from '../../lib/purchase/line-problems.tsx';
import { isShipped } from '../../lib/purchase/shipping.ts';
import { TotalsList } from '../../lib/purchase/totals.tsx';
import { useWords } from '../../lib/text/text.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import Sheet from '../../ui/sheet.tsx';

interface Shown {
  added: Added;
  onClose: () => void;
}

/** Shows the cart with the added line first, and links to cart and checkout. */
export default function CartDrawer({ added: { added: cart, variantId }, onClose }: Shown) {
  const { cart: words, frame } = useWords();
  const isNew = (line: { variantId: string }) => line.variantId === variantId;
  const lines = [...cart.lines.filter(isNew), ...cart.lines.filter((line) => !isNew(line))];
  const name = lines[0]?.title ?? '';
  return (
    <Sheet isOpen onClose={onClose} title={words.drawer} closeLabel={frame.close}>
      <p role="status" className="flex items-center gap-2 bg-sunk px-5 py-3 text-sm">
        <Icon name="check" size={18} />
        <span>{words.addedLine(name)}</span>
      </p>
      <ul className="grow divide-y divide-line overflow-y-auto px-5">
        {lines.map((line) => (
          <LineSummary key={line.id} line={line}>
            <LineProblems problems={cart.problems.filter(({ lineId }) => lineId === line.id)} />
          </LineSummary>
        ))}
      </ul>
      <div className="grid gap-3 border-t border-line p-5">
        <TotalsList
          totals={cart.totals}
          isShipped={isShipped(cart)}
          isShippingKnown={cart.shippingOption !== null}
          shippingLater={words.shippingLater}
        />
        <ButtonLink to="/checkout" isWide>
          {words.checkout}
        </ButtonLink>
        <ButtonLink to="/cart" look="secondary" isWide>
          {words.viewCart}
        </ButtonLink>
      </div>
    </Sheet>
  );
}
