import { createHash } from 'node:crypto';

/** A statement, or a part of one, with its parameters. */
export class Sql {
  /** The text around the arguments, as a template tag gets it. */
  readonly strings: readonly string[];
  /** Parameters and nested parts. */
  readonly args: readonly unknown[];
  private flat: { readonly text: string; readonly values: readonly unknown[] } | undefined;

  constructor(strings: readonly string[], args: readonly unknown[]) {
    this.strings = strings;
    this.args = args;
  }

  get text(): string {
    return this.flatten().text;
  }

  get values(): readonly unknown[] {
    return this.flatten().values;
  }

  /** Under which Postgres keeps the plan; undefined: it does not. */
  get name(): string | undefined {
    return nameOf(this.text);
  }

  private flatten() {
    return (this.flat ??= this.args.some((arg) => arg instanceof Sql) ? nested(this) : plain(this));
  }
}

/** A statement from a template: every `${value}` becomes a parameter, a nested `Sql` is woven in. */
export function sql(strings: TemplateStringsArray, ...args: unknown[]): Sql {
  return new Sql(strings, args);
}

/** No text, no parameters; the neutral part for optional conditions. */
export const nothing = new Sql([''], []);

/** Parts with a separator between them. */
export function join(parts: readonly Sql[], separator: string): Sql {
  if (parts.length === 0) return nothing;
  return new Sql(['', ...Array.from({ length: parts.length - 1 }, () => separator), ''], parts);
}

// The text of a statement without nested parts depends only on its template, of which there is one object per place.
const texts = new WeakMap<readonly string[], string>();

function plain({ strings, args }: Sql) {
  let text = texts.get(strings);
  if (text === undefined) texts.set(strings, (text = strings.reduce((all, next, i) => `${all}$${i}${next}`)));
  return { text, values: args };
}

function nested(part: Sql) {
  const values: unknown[] = [];
  return { text: write(part, values), values };
}

/** The text of a part, whose parameters are added to `values`. */
function write({ strings, args }: Sql, values: unknown[]): string {
  return args.reduce<string>((text, arg, i) => {
    const written = arg instanceof Sql ? write(arg, values) : `$${values.push(arg)}`;
    return text + written + (strings[i + 1] ?? '');
  }, strings[0] ?? '');
}

// Every connection keeps each of them for good, so lists of ever other lengths must not become ever more of them.
const MOST_NAMES = 2_000;
const names = new Map<string, string>();

/** The name of the prepared statement for a text; undefined when there are too many. */
export function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= MOST_NAMES) return known;
  // Postgres cuts names at 63 bytes, so the text itself can't serve as one.
  const name = createHash('sha1').update(text).digest('base64url');
  names.set(text, name);
  return name;
}
