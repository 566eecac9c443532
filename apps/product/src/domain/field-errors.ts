import { readBarcode } from '@tradepost/contracts/gtin';
import { PRODUCT } from '@tradepost/contracts/limits';
import { DomainError } from '@tradepost/decision';

/** What is wrong with one field of a request. */
export interface FieldError {
  /** Its path, such as `variants[2].sku`. */
  readonly field: string;
  readonly code: string;
  /** The rule, and what to give instead. */
  readonly detail: string;
  /** Slug of the product that has what this one wants. */
  readonly owner?: string | undefined;
}

/** Collects the errors of all fields, so that the caller can correct them at once. */
export class FieldErrors {
  readonly all: FieldError[] = [];

  add(field: string, code: string, detail: string): void {
    this.all.push({ field, code, detail });
  }

  /** The trimmed text. It must not be empty if it is required, nor longer than `max`. */
  text(field: string, value: string, rule: { max: number; isRequired?: boolean }): string {
    const text = value.trim();
    if (rule.isRequired && text === '') this.add(field, 'field.required', `Give ${field}.`);
    if (text.length > rule.max)
      this.add(field, 'field.too_long', `Give at most ${rule.max} characters, not ${text.length}.`);
    // Postgres can't store it in a text.
    if (text.includes('\0')) this.add(field, 'field.invalid', 'Remove the character U+0000.');
    return text;
  }

  /** The barcode to store, `contracts/gtin.ts`. */
  barcode(field: string, value: string): string {
    const text = this.text(field, value, { max: PRODUCT.barcode });
    const read = readBarcode(text);
    if ('barcode' in read) return read.barcode;
    this.add(field, `barcode.${read.fault.replace('-', '_')}`, read.remedy);
    return text;
  }

  wholeNumber(field: string, value: number, { min, max }: { min: number; max: number }): number {
    if (!Number.isSafeInteger(value) || value < min || value > max)
      this.add(field, 'number.out_of_range', `Give a whole number from ${min} to ${max}.`);
    return value;
  }

  /** The entries to read: not more than `max`, so that a list that is too long costs no work. */
  list<T>(field: string, entries: readonly T[], max: number): readonly T[] {
    if (entries.length <= max) return entries;
    this.add(field, 'list.too_long', `Give at most ${max} entries, not ${entries.length}.`);
    return entries.slice(0, max);
  }

  /** @throws DomainError `request.invalid` that lists the errors, if there are any */
  throwIfAny(): void {
    const [first] = this.all;
    if (first)
      throw new DomainError('invalid', 'request.invalid', `${first.field}: ${first.detail}`, {
        errors: this.all.map((error) => ({ ...error })),
      });
  }
}

/** A refusal because of one field; `remedy` says what to give instead. */
export const invalidField = (field: string, remedy: string, code = 'field.invalid'): DomainError =>
  new DomainError('invalid', 'request.invalid', `${field}: ${remedy}`, {
    errors: [{ code, field, detail: remedy }],
  });
