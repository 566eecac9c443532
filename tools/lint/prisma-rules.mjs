// What must not be written with Prisma in an app; why: docs/database.md, "Traps".
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Fields that are unique among some rows only: Prisma takes them for keys, Postgres does not. */
const partlyUnique = globSync('apps/*/prisma/schema.prisma', { cwd: root }).flatMap((file) =>
  [...readFileSync(`${root}/${file}`, 'utf8').matchAll(/@@unique\(\[(\w+)\].*where:/g)].map(
    ([, field]) => field,
  ),
);

const IN_TRANSACTION = [
  'CallExpression[callee.property.name=/^(transaction|tx)$/] > :function',
  "CallExpression[callee.name='inTransaction'] > :function",
];
const OWN_CONNECTION = "MemberExpression[object.type='ThisExpression'][property.name='db']";
const BY_KEY = '/^(findUnique|findUniqueOrThrow|upsert|update|delete)$/';

export const prismaRules = [
  {
    selector: IN_TRANSACTION.map((work) => `${work} ${OWN_CONNECTION}`).join(', '),
    message: 'Inside a transaction use `tx`: `this.db` takes another connection and sees nothing of it.',
  },
  {
    selector: `CallExpression[callee.property.name=${BY_KEY}] > ObjectExpression > Property[key.name='where'] > ObjectExpression:not(:has(> Property[key.name='id'])) > Property[key.name=/^(${partlyUnique.join('|')})$/]`,
    message: 'This field is unique among some rows only: use findFirst, or updateMany with the condition.',
  },
  {
    selector: "Property[key.name=/^(contains|startsWith|endsWith)$/]:not([value.callee.name='escapeLike'])",
    message: '% and _ are wildcards here: pass the text through escapeLike().',
  },
  {
    selector:
      'MemberExpression[property.name=/^\\$(transaction|queryRaw|queryRawUnsafe|executeRaw|executeRawUnsafe)$/]',
    message: 'Use db.transaction(…) and db.query(sql`…`), which share the connection and are counted.',
  },
  {
    selector: "MemberExpression[property.name='setTypeParser']",
    message: 'A parser for the whole process breaks Prisma: give it to the pool (`types`).',
  },
];

export const oneClient = {
  selector: "NewExpression[callee.name='PrismaClient']",
  message: 'A service has one client, on its one pool: src/io/<service>-database.ts makes it.',
};
