import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';

/** The nodes of these kinds, in the order of the text. @throws when the expression cannot be parsed */
export function nodesOf(expr: string, ...kinds: string[]): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, type, from, node }) => {
      if (type.isError) throw new Error(`not PromQL at position ${from}: ${expr}`);
      if (kinds.includes(name)) found.push(node);
    },
  });
  return found;
}

export interface Matcher {
  label: string;
  operator: string;
  value: string;
}

/** The series that an expression reads, with what it asks of their labels. */
export function seriesIn(expr: string): { name: string; matchers: Matcher[] }[] {
  const textOf = ({ from, to }: SyntaxNode): string => expr.slice(from, to);
  return nodesOf(expr, 'VectorSelector').map((selector) => {
    const name = selector.getChild('Identifier');
    if (!name) throw new Error(`${textOf(selector)} names no series: ${expr}`);
    const matchers = nodesOf(expr, 'UnquotedLabelMatcher')
      .filter(({ from, to }) => from >= selector.from && to <= selector.to)
      .map((node) => {
        const [, label = '', operator = '', quoted = ''] =
          /^(\w+)\s*(=~|!~|!=|=)\s*(.*)$/s.exec(textOf(node)) ?? [];
        return { label, operator, value: quoted.slice(1, -1) };
      });
    return { name: textOf(name), matchers };
  });
}
