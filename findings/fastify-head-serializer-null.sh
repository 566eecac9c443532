#!/usr/bin/env bash
# fastify 5.12.8: a route's GET and the HEAD that Fastify adds for it treat the same serializer differently.
#
# One would guess: a serializer that returns null, for an answer without a body such as 304, does for HEAD what it does for
# GET. Seen: GET answers 304; HEAD, which Fastify answers from the same handler, fails with 500, because the hook of the added
# route measures the payload. A serializer that returns undefined answers both.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fastify@5.12.8
cat >main.js <<'X'
import Fastify from 'fastify';
for (const nothing of [null, undefined]) {
  const app = Fastify();
  app.get('/', (_request, reply) => {
    reply.code(304).serializer(() => nothing).send({ some: 'body' });
  });
  const statuses = await Promise.all(['GET', 'HEAD'].map(async (method) => (await app.inject({ method, url: '/' })).statusCode));
  console.log(`${nothing}: GET ${statuses[0]}, HEAD ${statuses[1]}`);
  await app.close();
}
X
seen=$(node main.js)
echo "$seen"
[[ "$seen" == $'null: GET 304, HEAD 500\nundefined: GET 304, HEAD 304' ]] || { echo 'this has changed'; exit 1; }
echo 'as described'
