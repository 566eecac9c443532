import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names.ts';

/** A checkbox or radio button of touch height, with an optional count. */
export function Check({
  label,
  count,
  type = 'checkbox',
  className,
  ...rest
}: ComponentProps<'input'> & { label: ReactNode; count?: number | undefined }) {
  return (
    <label
      className={cx('flex min-h-9 cursor-pointer items-center gap-3 text-sm max-lg:min-h-11', className)}
    >
      <input type={type} className="size-4.5 shrink-0 accent-accent" {...rest} />
      <span className="flex grow items-center gap-2">{label}</span>
      {count !== undefined && <span className="tabular text-xs text-soft">{count}</span>}
    </label>
  );
}
