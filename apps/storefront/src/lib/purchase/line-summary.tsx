import type { Schema } from '@tradepost/api-client';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Picture } from '../../ui/picture.tsx';
import { useMoney } from '../money.ts';

export type Line = Schema<'Line'>;

export const optionsOf = ({ options }: Pick<Line, 'options'>): string => Object.values(options).join(' · ');

export function LinePicture({ line, className }: { line: Line; className?: string }) {
  const image = line.imageUrl ? { url: line.imageUrl, alt: '', width: 160, height: 160 } : null;
  return <Picture image={image} className={`rounded ${className ?? ''}`} />;
}

export function LineTitle({ line }: { line: Line }) {
  const name = line.title || line.sku;
  if (!line.slug) return name;
  return (
    <Link to={`/products/${line.slug}`} className="underline-offset-4 hover:underline">
      {name}
    </Link>
  );
}

/** A read-only line, for summaries and orders. */
export function LineSummary({ line, children }: { line: Line; children?: ReactNode }) {
  const money = useMoney();
  const options = optionsOf(line);
  return (
    <li className="grid grid-cols-[4rem_1fr_auto] gap-4 py-3 text-sm">
      <LinePicture line={line} />
      <div className="min-w-0">
        <p className="font-semibold">
          <LineTitle line={line} />
        </p>
        {options && <p className="text-soft">{options}</p>}
        <p className="tabular text-soft">
          {line.quantity} × {money(line.unitPrice)}
        </p>
        {children}
      </div>
      <p className="tabular">{money(line.total)}</p>
    </li>
  );
}
