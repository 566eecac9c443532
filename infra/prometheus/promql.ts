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

/** The series that an expression reads, with the labels it names of each. */
export function seriesIn(expr: string): { name: string; labels: string[] }[] {
  const textOf = ({ from, to }: SyntaxNode): string => expr.slice(from, to);
  return nodesOf(expr, 'VectorSelector').map((selector) => {
    const name = selector.getChild('Identifier');
    if (!name) throw new Error(`${textOf(selector)} names no series: ${expr}`);
    const labels = nodesOf(expr, 'LabelName')
      .filter(
        ({ from, to, parent }) =>
          parent?.name.endsWith('LabelMatcher') && from >= selector.from && to <= selector.to,
      )
      .map(textOf);
    return { name: textOf(name), labels };
  });
}
