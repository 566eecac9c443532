import type { Block, MailContent } from './content.ts';

const RULE = '-- ';

/** The plain-text alternative of a mail. */
export function toPlainText({ heading, blocks, footer, brand }: MailContent): string {
  const parts = [heading, ...blocks.map(textOf), [RULE, ...footer, brand.url].join('\n')];
  return `${parts.join('\n\n')}\n`;
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text;
    case 'button':
      return `${block.label}:\n${block.href}`;
    case 'items':
      return block.items
        .map(({ title, note, amount }) =>
          [title, note && `  ${note}`, `  ${amount}`].filter(Boolean).join('\n'),
        )
        .join('\n');
    case 'sums':
      return sumsOf(block.rows);
    case 'facts':
      return block.facts
        .map(({ label, lines }) => [`${label}:`, ...lines.map((line) => `  ${line}`)].join('\n'))
        .join('\n\n');
  }
}

/** Right-aligns amounts in monospaced fonts. */
function sumsOf(rows: readonly { label: string; amount: string }[]): string {
  const label = Math.max(...rows.map((row) => row.label.length));
  const amount = Math.max(...rows.map((row) => row.amount.length));
  return rows.map((row) => `${row.label.padEnd(label)}  ${row.amount.padStart(amount)}`).join('\n');
}
