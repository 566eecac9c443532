/** HTML; what is no `Markup` is text, and a template escapes it. */
export class Markup {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

const SIGNS = /["&'<>]/g;
const ESCAPED: Record<string, string> = {
  ...{ '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' },
};
const templates = new WeakMap<TemplateStringsArray, readonly string[]>();

/**
 * HTML from a template. Strings are escaped, in text as in quoted attributes, so nothing that was typed in becomes markup.
 * Line breaks of the template with the blanks after them are left out.
 */
export function markup(
  strings: TemplateStringsArray,
  ...values: (string | Markup | readonly Markup[])[]
): Markup {
  let parts = templates.get(strings);
  if (!parts) templates.set(strings, (parts = strings.map((part) => part.replace(/\n\s*/g, ''))));
  let html = parts[0] ?? '';
  for (let n = 0; n < values.length; n++)
    html += htmlOf(values[n] as (typeof values)[number]) + (parts[n + 1] ?? '');
  return new Markup(html);
}

function htmlOf(value: string | Markup | readonly Markup[]): string {
  if (typeof value === 'string') return value.replace(SIGNS, (sign) => ESCAPED[sign] ?? '');
  return value instanceof Markup ? value.html : value.map(({ html }) => html).join('');
}
