import { createHash } from 'node:crypto';

/** What Postgres is sent of a statement besides its values; `name` lets it keep the plan. */
type Prepared = { readonly text: string; readonly name: string };

/** A statement, or a part of one, with its parameters. */
export class Sql {
  /** The text around the arguments, as a template tag gets it. */
  readonly strings: readonly string[];
  /** Parameters and nested parts. */
  readonly args: readonly unknown[];
  private flat: { readonly prepared: Prepared; readonly values: readonly unknown[] } | undefined;

  constructor(strings: readonly string[], args: readonly unknown[]) {
    this.strings = strings;
    this.args = args;
  }

  get text(): string {
    return this.flatten().prepared.text;
  }

  get name(): string {
    return this.flatten().prepared.name;
  }

  get values(): readonly unknown[] {
    return this.flatten().values;
  }

  private flatten() {
    if (!this.flat) {
      const values: unknown[] = [];
      const shape = shapeOf(this, values, root);
      this.flat = { prepared: (shape.prepared ??= prepare(this)), values };
    }
    return this.flat;
  }
}

/**
 * A statement from a template: every `${value}` becomes a parameter, a nested `Sql` is woven in.
 * Text and name are made once for every combination of parts, however often it is run.
 */
export function sql(strings: TemplateStringsArray, ...args: unknown[]): Sql {
  return new Sql(strings, args);
}

/** No text, no parameters; the neutral part for optional conditions. */
export const nothing = new Sql([''], []);

/** Parts with a separator between them. */
export function join(parts: readonly Sql[], separator: string): Sql {
  return parts.length === 0 ? nothing : new Sql(stringsAround(separator, parts.length), parts);
}

const separators = new Map<string, (readonly string[])[]>();
/** The same array for the same separator and number of parts: shapes are known by identity. */
function stringsAround(separator: string, parts: number): readonly string[] {
  let known = separators.get(separator);
  if (!known) separators.set(separator, (known = []));
  return (known[parts] ??= ['', ...Array.from({ length: parts - 1 }, () => separator), '']);
}

/** A statement's combination of parts: the way from `root` over each part's strings and kinds of arguments. */
type Shape = { readonly next: Map<unknown, Shape>; prepared?: Prepared };
const root: Shape = { next: new Map() };

// Lists of ever other lengths must not fill the memory.
const MOST_SHAPES = 50_000;
let shapes = 0;

/** Walks the parts in order, collecting their values; costs a look-up per part and per argument. */
function shapeOf(part: Sql, values: unknown[], from: Shape): Shape {
  let shape = step(from, part.strings);
  for (const arg of part.args) {
    if (arg instanceof Sql) {
      shape = shapeOf(arg, values, shape);
    } else {
      values.push(arg);
      shape = step(shape, VALUE);
    }
  }
  return shape;
}

const VALUE = 'value';

function step(from: Shape, by: unknown): Shape {
  let shape = from.next.get(by);
  if (!shape) {
    shape = { next: new Map() };
    if (shapes < MOST_SHAPES) {
      from.next.set(by, shape);
      shapes++;
    }
  }
  return shape;
}

function prepare(part: Sql): Prepared {
  const text = write(part, { count: 0 });
  return { text, name: hashOf(text) };
}

const names = new Map<string, string>();
/** The name of the prepared statement of `text`, computed once per text. */
export function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = hashOf(text);
    if (names.size < MOST_SHAPES) names.set(text, name);
  }
  return name;
}

// Postgres cuts names at 63 bytes, so the text itself can't serve as one.
const hashOf = (text: string): string => createHash('sha1').update(text).digest('base64url');

function write({ strings, args }: Sql, parameters: { count: number }): string {
  return args.reduce<string>((text, arg, i) => {
    const hole = arg instanceof Sql ? write(arg, parameters) : `$${++parameters.count}`;
    return text + hole + (strings[i + 1] ?? '');
  }, strings[0] ?? '');
}
