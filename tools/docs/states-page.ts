import { machines, type Machine } from '../../apps/order/src/domain/states.ts';

/** A Mermaid diagram of one table: what begins it, every allowed move, where it can end. */
function diagram({ name, moves }: Machine<string>): string {
  const states = Object.keys(moves);
  const reached = new Set(Object.values(moves).flat());
  const lines = [
    ...states.filter((state) => !reached.has(state)).map((state) => `[*] --> ${state}`),
    ...states.flatMap((from) => (moves[from] ?? []).map((to) => `${from} --> ${to}`)),
    ...states.filter((state) => moves[state]?.length === 0).map((state) => `${state} --> [*]`),
  ];
  const indented = lines.map((line) => `  ${line}`).join('\n');
  return `## ${name}\n\n\`\`\`mermaid\nstateDiagram-v2\n${indented}\n\`\`\`\n`;
}

/** Drawn from the tables that the order service moves by. */
export function statesPage(): string {
  const intro =
    'Every move that is not drawn is refused with `<machine>.illegal_transition`. ' +
    'Written by `npm run docs:states` from `apps/order/src/domain/states.ts`.';
  return `# States of an order\n\n${intro}\n\n${machines.map(diagram).join('\n')}`;
}
