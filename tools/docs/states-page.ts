import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './settings.ts';

interface Machine {
  readonly name: string;
  readonly moves: Readonly<Record<string, readonly string[]>>;
}

const TABLES = path.join(root, 'apps/order/src/domain/states.ts');
const HOLDS = path.join(root, 'apps/product/src/domain/hold.ts');

/** A Mermaid diagram of one table: what begins it, every allowed move, where it can end. */
function diagram({ name, moves }: Machine): string {
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

/** Drawn from the tables that the services move by. */
export async function statesPage(): Promise<string> {
  // Read when asked for: the pages of a project are no part of it.
  const { machines } = (await import(pathToFileURL(TABLES).href)) as { machines: readonly Machine[] };
  const { holdMachine } = (await import(pathToFileURL(HOLDS).href)) as { holdMachine: Machine };
  const intro =
    'Every move that is not drawn is refused with `<machine>.illegal_transition`; for a hold with `stock.hold_gone`. ' +
    'Written by `npm run docs:states` from `apps/order/src/domain/states.ts` and `apps/product/src/domain/hold.ts`.';
  return `# States of an order\n\n${intro}\n\n${[...machines, holdMachine].map(diagram).join('\n')}`;
}
