#!/usr/bin/env bash
# A partial index of Postgres that holds none of a table's rows still keeps their updates from being made in place.
#
# Package:   @electric-sql/pglite 0.5.14 (PostgreSQL 18.6), Node 22 or newer.
# Guess:     an index on the few rows that are in trouble, `(state) WHERE state = 'failed'`, costs nothing for the others: an
#            update from 'open' to 'paid' neither leaves nor enters it, so it is "heap only" (HOT) as without the index.
# Behaviour: Postgres asks which columns changed, not which rows the index holds. A column of the index, or one that only its
#            WHERE names, ends HOT for every update of it: a new entry in each of the table's indexes, and more to vacuum.
#            What avoids it is a column of its own that only changes when the rare state is entered.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts @electric-sql/pglite@0.5.14
cat >main.js <<'X'
import { PGlite } from '@electric-sql/pglite';
const db = new PGlite();
const indexes = {
  'no index': '',
  'on another column': 'CREATE INDEX ON orders (total) WHERE total > 100',
  'on the column': `CREATE INDEX ON orders (state) WHERE state = 'failed'`,
  'on the key': `CREATE INDEX ON orders (id) WHERE state = 'failed'`,
};
for (const [name, index] of Object.entries(indexes)) {
  await db.exec(`DROP TABLE IF EXISTS orders;
    CREATE TABLE orders (id int PRIMARY KEY, state text, total int) WITH (fillfactor = 40);
    INSERT INTO orders SELECT n, 'open', 0 FROM generate_series(1, 100) n; ${index};
    UPDATE orders SET state = 'paid'; SELECT pg_stat_force_next_flush()`);
  const { rows } = await db.query(`SELECT n_tup_hot_upd AS hot, n_tup_upd AS updates FROM pg_stat_user_tables`);
  console.log(`${name}: ${rows[0].hot} of ${rows[0].updates} updates in place`);
}
X
seen=$(node main.js)
echo "$seen"
wanted='no index: 100 of 100 updates in place
on another column: 100 of 100 updates in place
on the column: 0 of 100 updates in place
on the key: 0 of 100 updates in place'
[[ "$seen" == "$wanted" ]] || { echo 'this has changed'; exit 1; }
echo 'as described'
