import { inSpan } from '@tradepost/observability';

interface Summary {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

// Statements have few texts, as `sql.ts` says; their parts never change.
const MOST = 2_000;
const summaries = new Map<string, Summary>();

/** Runs a statement in a span that says what it does to which tables: neither its text nor its values. */
export const inStatementSpan = <T>(text: string, send: () => Promise<T>): Promise<T> => {
  const { name, attributes } = summaries.get(text) ?? remember(text);
  return inSpan(name, { kind: 'client', attributes }, send);
};

function remember(text: string): Summary {
  const { operation, summary } = summaryOf(text);
  const attributes = {
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    'db.query.summary': summary,
  };
  const found = { name: summary, attributes };
  if (summaries.size < MOST) summaries.set(text, found);
  return found;
}

// "FOR UPDATE" locks and "DO UPDATE SET" belongs to an insert. Prisma writes "schema"."table".
const PARTS =
  /(?<!\bFOR )(?<!\bDO )\b(INSERT INTO|UPDATE|DELETE FROM|SELECT|FROM|JOIN)\s+(?:"?\w+"?\.)?"?([a-z_]\w*)?/gi;
const MOST_PARTS = 4;

/** `UPDATE carts, INSERT outbox` of a statement that does both, `SELECT orders` of one that only reads. */
export function summaryOf(text: string): { operation: string; summary: string } {
  const ctes = new Set(
    Array.from(text.matchAll(/\b(\w+)\s+AS\s+(?:MATERIALIZED\s+)?\(/gi), ([, name]) => name),
  );
  const writes: string[] = [];
  const reads: string[] = [];
  for (const [, keyword = '', table = ''] of text.matchAll(PARTS)) {
    if (table === '' || ctes.has(table)) continue;
    const operation = keyword.toUpperCase().split(' ')[0] ?? '';
    if (operation === 'FROM' || operation === 'JOIN') reads.push(table);
    else if (operation !== 'SELECT') writes.push(`${operation} ${table}`);
  }
  const [first] = writes;
  const operation = first?.split(' ')[0] ?? 'SELECT';
  const parts = first ? [...new Set(writes)] : [...new Set(reads)].slice(0, MOST_PARTS);
  return {
    operation,
    summary: first ? parts.slice(0, MOST_PARTS).join(', ') : `SELECT ${parts.join(', ')}`.trim(),
  };
}
