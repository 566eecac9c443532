import type { Block, Fact, Item, MailContent, Sum } from './content.ts';
import { amount, cssOf, look, type LookName, styleSheet } from './look.ts';
import { Markup, markup } from './markup.ts';

const STYLE_SHEET = new Markup(styleSheet);
const TABLE = new Markup('border="0" cellPadding="0" cellSpacing="0" role="presentation"');
const { backgroundColor } = look.paper;
const FRAME = as('frame');
const [CARD, HEADING, TEXT, SOFT, FOOTER] = [as('card'), as('heading'), as('text'), as('soft'), as('footer')];
const [BRAND, BUTTON, NOTE, FACT, LABEL] = [as('brand'), as('button'), as('note'), as('fact'), as('label')];
const [CELL, SUM, TOTAL] = [cellsOf('cell'), cellsOf('sum'), cellsOf('total')];

/** A class for style sheets and the same as an inline style for programs that ignore them. */
function as(name: LookName, more = {}): Markup {
  return markup`class="${name}" style="${cssOf({ ...look[name], ...more })}"`;
}

/** Of a row: the text, and the amount at the right. */
function cellsOf(name: LookName): { text: Markup; amount: Markup } {
  return { text: as(name), amount: markup`align="right" ${as(name, amount)}` };
}

/** For mail programs, many of which know HTML and CSS as they were in 2005: tables, and each style inline. */
export function toHtml({ locale, subject, preview, heading, blocks, footer, brand }: MailContent): string {
  const { html } = markup`<!DOCTYPE html>
    <html dir="ltr" lang="${locale}">
    <head>
      <meta name="viewport" content="width=device-width"/>
      <meta content="text/html; charset=UTF-8" http-equiv="Content-Type"/>
      <meta name="x-apple-disable-message-reformatting"/>
      <title>${subject}</title>
      <meta name="color-scheme" content="light dark"/>
      <meta name="supported-color-schemes" content="light dark"/>
      <style>${STYLE_SHEET}</style>
    </head>
    <body class="paper" style="${cssOf({ backgroundColor, margin: 0, padding: 0 })}">
      ${shownBesideSubject(preview)}
      <table ${TABLE} width="100%" align="center"><tbody><tr><td style="${cssOf(look.paper)}">
        <table ${TABLE} width="100%" align="center" ${FRAME}><tbody><tr style="width:100%"><td>
          <a href="${brand.url}" ${BRAND} target="_blank">${brand.name}</a>
          ${section(CARD, markup`<h1 ${HEADING}>${heading}</h1>${blocks.map(part)}`)}
          ${section(
            markup`style="padding:20px 0 0"`,
            footer.map((line) => markup`<p ${FOOTER}>${line}</p>`),
          )}
        </td></tr></tbody></table>
      </td></tr></tbody></table>
    </body></html>`;
  return html;
}

const PREVIEW_LENGTH = 150;
// Takes up room without being seen, or programs would go on with the text of the mail.
const BLANK = '\u00a0\u200c\u200b\u200d\u200e\u200f\ufeff';

function shownBesideSubject(preview: string): Markup {
  const text = preview.slice(0, PREVIEW_LENGTH);
  const hidden = 'display:none;overflow:hidden;line-height:1px;opacity:0;max-height:0;max-width:0';
  return markup`<div style="${hidden}">${text}<div>${BLANK.repeat(PREVIEW_LENGTH - text.length)}</div></div>`;
}

function section(attributes: Markup, content: Markup | readonly Markup[]): Markup {
  return markup`<table ${TABLE} width="100%" align="center" ${attributes}><tbody><tr><td>
    ${content}
  </td></tr></tbody></table>`;
}

function part(block: Block): Markup {
  switch (block.kind) {
    case 'text':
      return markup`<p ${block.isSoft ? SOFT : TEXT}>${block.text}</p>`;
    case 'button':
      return section(markup`style="padding:8px 0 20px"`, button(block));
    case 'items':
      return rows(as('rows'), block.items.map(item));
    case 'sums':
      return rows(
        markup`style="margin:10px 0 18px"`,
        block.rows.map((row, n) => sum(row, n === block.rows.length - 1)),
      );
    case 'facts':
      // No blanks between the facts, or two would not fit side by side.
      return section(markup`style="font-size:0;padding-top:20px"`, block.facts.map(fact));
  }
}

/** Outlook ignores the padding of a link: it gets blanks instead. */
function button({ href, label }: Extract<Block, { kind: 'button' }>): Markup {
  return markup`<a href="${href}" ${BUTTON} target="_blank">
    <!--[if mso]><i style="mso-font-width:400%;mso-text-raise:21" hidden>&#8202;&#8202;&#8202;</i><![endif]-->
    <span style="max-width:100%;display:inline-block;line-height:120%;mso-padding-alt:0px;mso-text-raise:10.5px">${label}</span>
    <!--[if mso]><i style="mso-font-width:400%" hidden>&#8202;&#8202;&#8202;&#8203;</i><![endif]-->
  </a>`;
}

function rows(attributes: Markup, content: readonly Markup[]): Markup {
  return markup`<table ${TABLE} width="100%" ${attributes}><tbody>${content}</tbody></table>`;
}

function item({ title, note, amount: price }: Item): Markup {
  const below = note ? markup`<span ${NOTE}>${note}</span>` : '';
  return markup`<tr><td ${CELL.text}>${title}${below}</td><td ${CELL.amount}>${price}</td></tr>`;
}

function sum({ label, amount: price }: Sum, isTotal: boolean): Markup {
  const cells = isTotal ? TOTAL : SUM;
  return markup`<tr><td ${cells.text}>${label}</td><td ${cells.amount}>${price}</td></tr>`;
}

function fact({ label, lines }: Fact): Markup {
  const shown = lines.map((line) => markup`<span style="display:block">${line}</span>`);
  return markup`<div ${FACT}><span ${LABEL}>${label}</span>${shown}</div>`;
}
