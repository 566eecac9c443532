#!/usr/bin/env bash
# A type parser of pg, set elsewhere in the process, silently rounds the BigInt fields of Prisma.
#
# Packages:  prisma, @prisma/client and @prisma/adapter-pg 7.10.0, pg 8.23.1, Node 22 or newer.
# Guess:     a BigInt field of Prisma is exact, whatever other code of the process does with the pg package. The line
#            `pg.types.setTypeParser(pg.types.builtins.INT8, Number)`, which many services have so that counts are numbers,
#            concerns queries that are made with pg directly.
# Behaviour: the adapter reads int8 columns with the parser that pg has for the whole process, and converts the result to
#            bigint afterwards. The field keeps its type and loses its value beyond 2^53, also for clients that exist
#            already. The elements of a BigInt[] field stay exact, because the adapter has a parser of its own for arrays.
# Remedy:    never set parsers on pg.types; give the pool for SQL a `types` option of its own.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact prisma@7.10.0 @prisma/client@7.10.0 \
  @prisma/adapter-pg@7.10.0 pg@8.23.1 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17 tsx@4.20.6

cat > schema.prisma <<'PRISMA'
generator client {
  provider = "prisma-client"
  output   = "./generated"
}
datasource db {
  provider = "postgresql"
}
model Account {
  id      Int      @id
  balance BigInt
  history BigInt[]
}
PRISMA
echo "export default { schema: 'schema.prisma' };" > prisma.config.ts
# `generate` does not run the schema engine; any program will do in its place.
PRISMA_SCHEMA_ENGINE_BINARY=$(type -P true) CHECKPOINT_DISABLE=1 npx prisma generate > generate.txt 2>&1 || { cat generate.txt; exit 1; }

cat > main.ts <<'TS'
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

// Postgres 18 in WebAssembly, behind an ordinary port.
const postgres = await PGlite.create();
await postgres.exec(`
  CREATE TABLE "Account" (id int PRIMARY KEY, balance bigint NOT NULL, history bigint[] NOT NULL);
  INSERT INTO "Account" VALUES (1, 9007199254740993, '{9007199254740993}')`);
const server = new PGLiteSocketServer({ db: postgres, host: '127.0.0.1', port: 0 });
await server.start();
const connectionString = `postgres://postgres@${server.getServerConn()}/postgres?sslmode=disable`;

const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1 }) });
const show = async (when: string) => console.log(when, await prisma.account.findUniqueOrThrow({ where: { id: 1 } }));
await show('before');
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
await show('after ');
await prisma.$disconnect();
await server.stop();
await postgres.close();
TS

npx tsx main.ts | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
before { id: 1, balance: 9007199254740993n, history: [ 9007199254740993n ] }
after  { id: 1, balance: 9007199254740992n, history: [ 9007199254740993n ] }
EXPECTED
