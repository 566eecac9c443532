import { fillOf } from './colours.ts';

/** A swatch beside a colour's name; nothing for unknown colours. */
export function Swatch({ value, size = 18 }: { value: string; size?: number }) {
  const fill = fillOf(value);
  if (!fill) return null;
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className="shrink-0">
      <circle cx="10" cy="10" r="9" fill={fill} className="stroke-line-strong" strokeWidth="1" />
    </svg>
  );
}
