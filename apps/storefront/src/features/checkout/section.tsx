import type { ReactNode } from 'react';

/** A titled group of fields in the checkout. */
export function Section({ title, id, children }: { title: string; id: string; children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 gap-4" id={id}>
      <legend className="mb-4 font-display text-lg font-semibold">{title}</legend>
      {children}
    </fieldset>
  );
}

/** A radio button whose whole row is its label. */
export function Choice({
  name,
  value,
  isChosen,
  onChoose,
  children,
  className = '',
}: {
  name: string;
  value: string;
  isChosen: boolean;
  onChoose?: () => void;
  children: ReactNode;
  className?: string;
}) {
  return (
    <label
      className={`flex min-h-12 items-start gap-3 border border-b-0 border-line-strong bg-raised px-4 py-3 text-sm first:rounded-t last:rounded-b last:border-b hover:bg-sunk has-checked:bg-sunk ${className}`}
    >
      <input
        type="radio"
        name={name}
        value={value}
        {...(onChoose ? { checked: isChosen, onChange: onChoose } : { defaultChecked: isChosen })}
        className="mt-1 size-4 shrink-0 accent-accent"
      />
      {children}
    </label>
  );
}
