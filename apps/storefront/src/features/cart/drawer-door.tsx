import { lazy, Suspense, useEffect, useState } from 'react';
import { useFetcher, useLocation } from 'react-router';
import { type Added, ADDING } from '../../lib/goods/adding.ts';

// Fetched when something is added for the first time, not with every page.
const CartDrawer = lazy(() => import('./cart-drawer.tsx'));

/** Opens the drawer whenever a form has put something into the cart and stayed on its page. */
export function DrawerDoor() {
  const { key: place } = useLocation();
  const { data, reset } = useFetcher<Added | object>({ key: ADDING });
  const added = data && 'added' in data ? data : undefined;
  const [opened, setOpened] = useState({ added, place });
  if (added !== opened.added) setOpened({ added, place });
  // It belongs to the page that it was opened over, and must not hold the focus on another.
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
