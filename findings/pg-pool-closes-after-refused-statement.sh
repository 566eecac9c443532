#!/usr/bin/env bash
# pool.query() of pg closes its connection after every error of a statement, also where the connection is sound.
#
# Packages:  pg 8.23.1 (pg-pool 3.14.0); @electric-sql/pglite 0.5.14 and pglite-socket 0.2.17 as the server, Node 22 or newer.
# Guess:     a statement that Postgres refuses, such as an INSERT of a key that exists, says nothing about the connection: it
#            goes back to the pool, as with `pool.connect()`, `client.query()` and `client.release()`. Whoever relies on unique
#            keys (idempotency keys, sign-ups) has many such errors in normal operation.
# Behaviour: pool.query() gives the error to release(), which closes the connection. Each refused statement costs a new
#            connection with its handshake, password check and empty statement cache. By connect() the same error closes none.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts pg@8.23.1 pg-pool@3.14.0 @electric-sql/pglite@0.5.14 @electric-sql/pglite-socket@0.2.17
cat >main.js <<'X'
import { createServer } from 'node:net';
import { once } from 'node:events';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import pg from 'pg';

const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const { port } = free.address();
await new Promise((closed) => free.close(closed));

const again = `INSERT INTO users VALUES ('ada')`;
const ways = {
  'client.query()': async (pool) => {
    const client = await pool.connect();
    const { code } = await client.query(again).catch((error) => error);
    client.release();
    return code;
  },
  'pool.query()': async (pool) => (await pool.query(again).catch((error) => error)).code,
};
for (const [name, refused] of Object.entries(ways)) {
  const db = await PGlite.create();
  await db.exec(`CREATE TABLE users (name text PRIMARY KEY); INSERT INTO users VALUES ('ada')`);
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port });
  await server.start();
  const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  const code = await refused(pool);
  console.log(`${name}: refused with ${code}, then ${pool.totalCount} in the pool`);
  await pool.end();
  await server.stop();
}
process.exit(0);
X
seen=$(node main.js)
echo "$seen"
wanted='client.query(): refused with 23505, then 1 in the pool
pool.query(): refused with 23505, then 0 in the pool'
[[ "$seen" == "$wanted" ]] || { echo 'this has changed'; exit 1; }
echo 'as described'
