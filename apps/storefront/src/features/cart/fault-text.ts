import { useWords } from '../../lib/text/text.tsx';
import type { CartFault } from './change-cart.ts';

/** The message for a change that was not made. */
export function useFaultText(): (fault: CartFault) => string {
  const { cart, frame } = useWords();
  const texts: Record<CartFault, string> = {
    quantity: cart.quantityFault,
    tooMany: cart.tooMany,
    completing: cart.completing,
    other: cart.rolledBack,
    network: `${cart.rolledBack} ${frame.offline}`,
  };
  return (fault) => texts[fault];
}
