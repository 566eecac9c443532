/** Something wrong with a field of an input. */
export type Fault = { readonly field: string; readonly code: string; readonly detail: string };

/** Collects every fault instead of stopping at the first. */
export class Faults {
  readonly all: Fault[] = [];

  add(field: string, code: string, detail: string): void {
    this.all.push({ field, code, detail });
  }

  /** Trimmed; faulty when empty though it is needed, or too long. */
  text(field: string, value: string, rule: { max: number; isNeeded?: boolean }): string {
    const text = value.trim();
    if (rule.isNeeded && text === '') this.add(field, 'field.required', `Give ${field}.`);
    if (text.length > rule.max)
      this.add(field, 'field.too_long', `Use at most ${rule.max} characters, not ${text.length}.`);
    // Postgres has no place for it in a text.
    if (text.includes('\0')) this.add(field, 'field.invalid', 'Remove the zero character.');
    return text;
  }

  whole(field: string, value: number, rule: { min: number; max: number }): number {
    if (!Number.isSafeInteger(value) || value < rule.min || value > rule.max)
      this.add(field, 'number.out_of_range', `Give a whole number from ${rule.min} to ${rule.max}.`);
    return value;
  }

  atMost(field: string, count: number, max: number): void {
    if (count > max) this.add(field, 'list.too_long', `Give at most ${max}, not ${count}.`);
  }
}
