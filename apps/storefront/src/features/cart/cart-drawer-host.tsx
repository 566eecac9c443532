import { lazy, Suspense, useEffect, useState } from 'react';
import { useFetcher, useLocation } from 'react-router';
import { type Added, ADDING } from '../../lib/purchase/add-to-cart.ts';

// Loaded when something is added for the first time, not with every page.
const CartDrawer = lazy(() => import('./cart-drawer.tsx'));

/** Opens the drawer when a form has added something to the cart and stays on its page. */
export function CartDrawerHost() {
  const { key: place } = useLocation();
  const { data, reset } = useFetcher<Added | object>({ key: ADDING });
  const added = data && 'added' in data ? data : undefined;
  const [opened, setOpened] = useState({ added, place });
  if (added !== opened.added) setOpened({ added, place });
  // It belongs to the page below it and must not trap the focus on another one.
  const isElsewhere = added !== undefined && opened.place !== place;
  useEffect(() => {
    if (isElsewhere) reset();
  }, [isElsewhere, reset]);
  if (!added || isElsewhere) return null;
  return (
    <Suspense>
      <CartDrawer added={added} onClose={() => reset()} />
    </Suspense>
  );
}
