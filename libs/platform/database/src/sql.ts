import { createHash } from 'node:crypto';

/** A statement with its parameters; `name` lets Postgres keep its plan. */
export class Sql {
  readonly text: string;
  readonly values: readonly unknown[];
  readonly name: string;

  constructor(text: string, values: readonly unknown[], name: string) {
    this.text = text;
    this.values = values;
    this.name = name;
  }
}

type Prepared = { text: string; name: string };
const byTemplate = new WeakMap<TemplateStringsArray, Prepared>();

/**
 * A statement from a template: every `${value}` becomes a parameter, a nested `Sql` is woven in.
 * The text and its name are made once per place in the code, unless parts are woven in.
 */
export function sql(strings: TemplateStringsArray, ...values: unknown[]): Sql {
  if (values.some((value) => value instanceof Sql)) return weave(strings, values);
  let prepared = byTemplate.get(strings);
  if (!prepared) {
    const text = strings.reduce((before, after, i) => `${before}$${i}${after}`);
    prepared = { text, name: nameOf(text) };
    byTemplate.set(strings, prepared);
  }
  return new Sql(prepared.text, values, prepared.name);
}

/** No text, no parameters; the neutral part for optional conditions. */
export const nothing = new Sql('', [], '');

/** Parts with a separator between them. */
export function join(parts: readonly Sql[], separator: string): Sql {
  const [first = nothing, ...rest] = parts;
  return rest.reduce((all, part) => weave(['', separator, ''], [all, part]), first);
}

function weave(strings: readonly string[], values: readonly unknown[]): Sql {
  let text = strings[0] ?? '';
  const all: unknown[] = [];
  values.forEach((value, i) => {
    if (value instanceof Sql) {
      const offset = all.length;
      text += value.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + offset}`);
      all.push(...value.values);
    } else {
      all.push(value);
      text += `$${all.length}`;
    }
    text += strings[i + 1] ?? '';
  });
  return new Sql(text, all, nameOf(text));
}

// Postgres cuts names at 63 bytes, so the text itself can't serve as one.
const names = new Map<string, string>();
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url');
    if (names.size < 10_000) names.set(text, name);
  }
  return name;
}
