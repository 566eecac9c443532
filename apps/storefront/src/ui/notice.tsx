import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

const KINDS = { good: 'border-good', warn: 'border-warn', bad: 'border-sale' };

/** Something the reader should know now; screen readers say it when it appears. */
export function Notice({
  kind,
  title,
  children,
}: {
  kind: keyof typeof KINDS;
  title?: string;
  children?: ReactNode;
}) {
  return (
    <div
      role={kind === 'good' ? 'status' : 'alert'}
      className={cx('rounded border border-l-4 bg-raised px-4 py-3 text-sm', KINDS[kind])}
    >
      {title && <p className="font-semibold">{title}</p>}
      {children}
    </div>
  );
}
