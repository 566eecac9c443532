import { fillOf } from './colours.ts';

/** A dab of colour beside its name; nothing for a name that is no known colour. */
export function Swatch({ value, size = 18 }: { value: string; size?: number }) {
  const fill = fillOf(value);
  if (!fill) return null;
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className="shrink-0">
      <circle cx="10" cy="10" r="9" fill={fill} className="stroke-line-strong" strokeWidth="1" />
    </svg>
  );
}
