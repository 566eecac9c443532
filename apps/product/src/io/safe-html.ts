import sanitizeHtml from 'sanitize-html';
import { SafeHtml } from '../flows/ports.ts';

const FORMATTING = [
  ...['p', 'br', 'hr', 'div', 'blockquote', 'pre', 'code'],
  ...['h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['strong', 'b', 'em', 'i', 'u', 's', 'small', 'sub', 'sup'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
];
// Their content is not text, and is removed with the tag.
const NOT_TEXT = [
  ...['script', 'style', 'noscript', 'template', 'title', 'svg', 'math'],
  ...['iframe', 'object', 'textarea', 'select', 'option'],
];
const DEEPEST = 50;

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [...FORMATTING, 'a'],
  allowedAttributes: { a: ['href', 'rel'], th: ['colspan', 'rowspan'], td: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https'],
  allowProtocolRelative: false,
  nonTextTags: NOT_TEXT,
  nestingLimit: DEEPEST,
  parseStyleAttributes: false,
  exclusiveFilter: ({ tag, attribs }) => tag === 'a' && !attribs['href'] && 'excludeTag',
  transformTags: {
    // A page has one h1: the title of the product.
    h1: 'h2',
    a: (tagName, { href = '' }) => ({ tagName, attribs: linkTo(href) }),
    th: (tagName, attributes) => ({ tagName, attribs: spansOf(attributes) }),
    td: (tagName, attributes) => ({ tagName, attribs: spansOf(attributes) }),
  },
};

/** Only links to the web stay links: relative ones were made for the pages of another shop. */
function linkTo(href: string): sanitizeHtml.Attributes {
  const isOfTheWeb = /^https?:\/\//i.test(href) && URL.canParse(href);
  return isOfTheWeb ? { href, rel: 'nofollow noopener' } : {};
}

function spansOf(attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const spans = Object.entries(attributes).filter(
    ([name, value]) => /span$/.test(name) && /^\d{1,2}$/.test(value),
  );
  return Object.fromEntries(spans);
}

/** Keeps what is on a list of harmless tags and attributes. */
export class AllowListHtml extends SafeHtml {
  override of(html: string): string {
    return sanitizeHtml(html, OPTIONS).trim();
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** The text of HTML that was made safe, for places without formatting. */
export function textOf(safeHtml: string): string {
  return safeHtml
    .replace(/<[^>]*>/g, (tag) => (/^<\/?(strong|b|em|i|u|s|small|sub|sup|a|code)\b/.test(tag) ? '' : ' '))
    .replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();
}
