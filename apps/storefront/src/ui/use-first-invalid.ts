import { type RefObject, useEffect } from 'react';

/** Puts the focus where the first thing to mend is, whenever there is something new to mend. */
export function useFirstInvalid(form: RefObject<HTMLFormElement | null>, faults: object | undefined): void {
  useEffect(() => {
    if (faults) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [form, faults]);
}
