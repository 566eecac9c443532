import type { ReactNode } from 'react';
import { useWords } from '../../lib/text/text.tsx';

/** Heading and number of results; the number is announced when filters change it. */
export function ListHeading({
  title,
  total,
  children,
}: {
  title: string;
  total: number;
  children?: ReactNode;
}) {
  const { catalogue } = useWords();
  return (
    <div className="grid gap-4 pt-2 pb-8">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="text-xl lg:text-[2.5rem] lg:leading-[1.1]">{title}</h1>
        <p role="status" className="tabular text-sm text-soft">
          {catalogue.results(total)}
        </p>
      </div>
      {children}
    </div>
  );
}
