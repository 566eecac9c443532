import { createHash } from 'node:crypto';

/** A statement, or a part of one, with its parameters. */
export class Sql {
  /** The text around the arguments, as a template tag gets it. */
  readonly strings: readonly string[];
  /** Parameters and nested parts. */
  readonly args: readonly unknown[];
  private flat: (Text & { readonly values: readonly unknown[] }) | undefined;

  constructor(strings: readonly string[], args: readonly unknown[]) {
    this.strings = strings;
    this.args = args;
  }

  get text(): string {
    return this.written().text;
  }

  get values(): readonly unknown[] {
    return this.written().values;
  }

  /** Under which Postgres keeps the plan; undefined: it does not. */
  get name(): string | undefined {
    return this.written().name;
  }

  private written() {
    if (!this.flat) {
      const values: unknown[] = [];
      this.flat = { ...textOf(this, shapeOf(this, values)), values };
    }
    return this.flat;
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
  const key = `${parts.length} ${separator}`;
  let strings = joints.get(key);
  if (!strings) {
    strings = ['', ...Array.from({ length: parts.length - 1 }, () => separator), ''];
    if (joints.size < MOST) joints.set(key, strings);
  }
  return new Sql(strings, parts);
}

interface Text {
  readonly text: string;
  readonly name: string | undefined;
}

// Every connection keeps each prepared statement for good, so lists of ever other lengths must not become ever more of them.
const MOST = 2_000;
const joints = new Map<string, readonly string[]>();
const names = new Map<string, string>();
// A statement's text depends only on its templates, of which there is one object per place: finding it by their numbers
// takes less than half as long as putting it together and looking for its name (docs/performance.md).
const texts = new Map<string, Text>();
const numbers = new WeakMap<readonly string[], number>();
let lastNumber = 0;

/** The numbers of all templates in it, and adds its parameters to `values`. */
function shapeOf({ strings, args }: Sql, values: unknown[]): string {
  let number = numbers.get(strings);
  if (number === undefined) numbers.set(strings, (number = ++lastNumber));
  let shape = `${number}`;
  for (const arg of args) {
    if (arg instanceof Sql) shape += `(${shapeOf(arg, values)})`;
    else {
      shape += ',';
      values.push(arg);
    }
  }
  return shape;
}

function textOf(statement: Sql, shape: string): Text {
  const known = texts.get(shape);
  if (known) return known;
  const text = write(statement, { parameters: 0 });
  const written = { text, name: nameOf(text) };
  if (texts.size < MOST) texts.set(shape, written);
  return written;
}

function write({ strings, args }: Sql, count: { parameters: number }): string {
  return args.reduce<string>((text, arg, i) => {
    const written = arg instanceof Sql ? write(arg, count) : `$${++count.parameters}`;
    return text + written + (strings[i + 1] ?? '');
  }, strings[0] ?? '');
}

/** The name of the prepared statement for a text; undefined when there are too many. */
export function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known || names.size >= MOST) return known;
  // Postgres cuts names at 63 bytes, so the text itself can't serve as one.
  const name = createHash('sha1').update(text).digest('base64url');
  names.set(text, name);
  return name;
}
