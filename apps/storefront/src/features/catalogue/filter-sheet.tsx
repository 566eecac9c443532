import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useWords } from '../../lib/text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';

const Sheet = lazy(() => import('../../ui/sheet.tsx'));

/** On phones the filters are a sheet; the button that closes it shows the number of results. */
export function FilterSheet({
  count,
  total,
  children,
}: {
  count: number;
  total: number;
  children: ReactNode;
}) {
  const { catalogue, frame } = useWords();
  const [isOpen, setOpen] = useState(false);
  const [wasOpened, setOpened] = useState(false);
  const open = () => {
    setOpened(true);
    setOpen(true);
  };
  return (
    <div className="lg:hidden noscript:hidden">
      <Button type="button" look="secondary" onClick={open} aria-haspopup="dialog">
        <Icon name="filter" />
        {catalogue.filtersWith(count)}
      </Button>
      {wasOpened && (
        <Suspense>
          <Sheet
            isOpen={isOpen}
            onClose={() => setOpen(false)}
            title={catalogue.filters}
            closeLabel={frame.close}
            side="left"
          >
            <div className="grow overflow-y-auto px-5 py-4">{children}</div>
            <div className="border-t border-line p-4">
              <Button type="button" isWide onClick={() => setOpen(false)}>
                {catalogue.apply} · {catalogue.results(total)}
              </Button>
            </div>
          </Sheet>
        </Suspense>
      )}
    </div>
  );
}
