#!/usr/bin/env bash
# Fastify calls onRequest for every request, but not onResponse when the client left before the answer.
#
# Package:   fastify 5.12.8, Node 22 or newer.
# Guess:     the two hooks are a pair: what onRequest begins (a gauge of requests on their way, a span, a log line), onResponse
#            ends, whatever happened to the request in between. The hook's time is after the response, sent or not.
# Behaviour: a handler that is still at work when the client disconnects runs to its end and answers, and no onResponse follows:
#            it hangs on the response's "finish", which a closed connection never emits. The gauge stays one too high for
#            ever, and the slowest requests, those that people give up on, are missing in the histogram.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{ "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts fastify@5.12.8
cat >main.js <<'X'
import { once } from 'node:events';
import net from 'node:net';
import Fastify from 'fastify';
const app = Fastify();
let open = 0;
const closed = Promise.withResolvers();
const begun = Promise.withResolvers();
app.addHook('onRequest', async () => void open++);
app.addHook('onResponse', async () => void open--);
app.get('/quick', async () => 'answered');
app.get('/slow', async ({ raw }) => {
  begun.resolve();
  await once(raw.socket, 'close');
  return 'too late';
});
app.addHook('onSend', async ({ url }) => {
  if (url === '/slow') setTimeout(closed.resolve, 200);
});
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address();
await (await fetch(`http://127.0.0.1:${port}/quick`)).text();
console.log(`after an answered request: ${open} open`);
const client = net.connect(port, '127.0.0.1').on('error', () => {});
client.write('GET /slow HTTP/1.1\r\nHost: shop\r\n\r\n');
await begun.promise;
client.destroy();
await closed.promise;
console.log(`after one that the client left: ${open} open`);
await app.close();
X
seen=$(node main.js)
echo "$seen"
[[ "$seen" == $'after an answered request: 0 open\nafter one that the client left: 1 open' ]] || { echo 'this has changed'; exit 1; }
echo 'as described'
