import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './class-names.ts';

interface Said {
  label: string;
  /** Hint below the label. */
  hint?: ReactNode;
  /** What is wrong with what was typed, said beside it. */
  error?: string | undefined;
}

const BOX =
  'min-h-11 w-full rounded border border-line-strong bg-raised px-3 py-2 text-base text-ink aria-invalid:border-sale aria-invalid:border-2';

/** One line of text. Its label is its accessible name, and the tests' handle. */
export function Field({ label, hint, error, className, ...rest }: ComponentProps<'input'> & Said) {
  return (
    <Labelled {...{ label, hint, error, className }}>
      {(tied) => <input className={BOX} {...tied} {...rest} />}
    </Labelled>
  );
}

export function SelectField({ label, hint, error, className, ...rest }: ComponentProps<'select'> & Said) {
  return (
    <Labelled {...{ label, hint, error, className }}>
      {(tied) => <select className={BOX} {...tied} {...rest} />}
    </Labelled>
  );
}

export function TextField({ label, hint, error, className, ...rest }: ComponentProps<'textarea'> & Said) {
  return (
    <Labelled {...{ label, hint, error, className }}>
      {(tied) => <textarea className={BOX} rows={3} {...tied} {...rest} />}
    </Labelled>
  );
}

interface Tied {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

function Labelled({
  label,
  hint,
  error,
  className,
  children,
}: Said & { className?: string | undefined; children: (tied: Tied) => ReactNode }) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className={cx('grid content-start gap-1', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-soft">
          {hint}
        </p>
      )}
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {error && (
        <p id={`${id}-error`} className="text-sm text-sale">
          {error}
        </p>
      )}
    </div>
  );
}
