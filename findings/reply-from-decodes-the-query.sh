#!/usr/bin/env bash
# @fastify/reply-from 12.6.5: the query of the address it is given is decoded and checked together with the path.
#
# One would guess: only the path is looked at, and a query is passed on as it came, because a lone per cent sign in a value and
# dots in it mean nothing special. Seen: `?sale=50%` throws "URI malformed", which Fastify answers with 500, and `?from=/../a`
# is refused with 400 as if it were a path. A visitor brings such queries from any link. With the path alone as the address and
# the query in the option `queryString`, both are passed on.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fastify@5.12.8 @fastify/reply-from@12.6.5
cat >main.js <<'X'
import { createServer } from 'node:http';
import Fastify from 'fastify';
import replyFrom from '@fastify/reply-from';

const upstream = createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1');
await new Promise((done) => upstream.once('listening', done));
const app = Fastify();
app.register(replyFrom, { base: `http://127.0.0.1:${upstream.address().port}` });
app.get('/whole', (request, reply) => reply.from(request.raw.url));
app.get('/apart', (request, reply) => {
  const [path, query] = request.raw.url.split('?');
  reply.from(path, { queryString: () => query });
});
for (const path of ['/whole', '/apart'])
  for (const query of ['sale=50%', 'from=/../a']) {
    const { statusCode, body } = await app.inject(`${path}?${query}`);
    console.log(`${path}?${query}: ${statusCode} ${statusCode === 200 ? body : JSON.parse(body).message}`);
  }
await app.close();
upstream.close();
X
seen=$(node main.js)
echo "$seen"
[[ "$seen" == '/whole?sale=50%: 500 URI malformed
/whole?from=/../a: 400 source/request contain invalid characters
/apart?sale=50%: 200 /apart?sale=50%
/apart?from=/../a: 200 /apart?from=/../a' ]] || { echo 'this has changed'; exit 1; }
echo 'as described'
