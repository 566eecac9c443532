import type { ComponentProps } from 'react';
import { Link } from 'react-router';
import { cx } from './class-names.ts';

type Look = 'primary' | 'secondary' | 'quiet';

const LOOKS: Record<Look, string> = {
  primary:
    'bg-accent text-accent-ink border-accent hover:bg-accent-strong hover:border-accent-strong active:translate-y-px',
  secondary: 'bg-transparent text-ink border-line-strong hover:border-ink active:translate-y-px',
  quiet: 'bg-transparent text-ink border-transparent underline underline-offset-4 hover:text-accent',
};

const SHAPE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded border px-5 py-2 text-base font-semibold transition-colors disabled:cursor-not-allowed disabled:opacity-60 aria-busy:cursor-progress';

interface Shown {
  look?: Look;
  isWide?: boolean;
}

const look = ({ look = 'primary', isWide }: Shown, more?: string) =>
  cx(SHAPE, LOOKS[look], isWide && 'w-full', more);

/** `isBusy`: submitting; the button keeps its size and can't be pending again. */
export function Button({
  look: kind,
  isWide,
  isBusy,
  className,
  type = 'submit',
  onClick,
  ...rest
}: ComponentProps<'button'> & Shown & { isBusy?: boolean }) {
  return (
    <button
      type={type}
      className={look({ ...(kind && { look: kind }), ...(isWide && { isWide }) }, className)}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...rest}
    />
  );
}

export function ButtonLink({ look: kind, isWide, className, ...rest }: ComponentProps<typeof Link> & Shown) {
  return (
    <Link className={look({ ...(kind && { look: kind }), ...(isWide && { isWide }) }, className)} {...rest} />
  );
}
