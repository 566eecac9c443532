import * as Dialog from '@radix-ui/react-dialog';
import type { ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Icon } from './icon.tsx';

interface Shown {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  side?: 'left' | 'right';
  children: ReactNode;
}

/** A drawer over the page: keeps the focus inside, closes on Escape, gives the focus back. */
export default function Sheet({ isOpen, onClose, title, closeLabel, side = 'right', children }: Shown) {
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-sunk opacity-70" />
        <Dialog.Content
          aria-describedby={undefined}
          className={cx(
            'fixed inset-y-0 z-50 flex w-full max-w-md flex-col bg-raised text-ink shadow-float',
            side === 'right' ? 'right-0' : 'left-0',
          )}
        >
          <div className="flex items-center justify-between border-b border-line px-5 py-3">
            <Dialog.Title className="text-lg">{title}</Dialog.Title>
            <Dialog.Close className="grid size-11 place-items-center rounded" aria-label={closeLabel}>
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
