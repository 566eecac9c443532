#!/usr/bin/env bash
# A server of grpc-js without channelz closes no connection when it is forced to shut down.
#
# Package:   @grpc/grpc-js 1.14.7, Node 22 or newer.
# Guess:     `grpc.enable_channelz: 0` turns off statistics about channels, and nothing else: `forceShutdown()` ends open
#            connections with it as without it.
# Behaviour: the server keeps its list of sessions only for channelz. Without it the list is empty: `forceShutdown()`
#            returns, a call on its way goes on, and the connection stays open until the client or the process ends it.
# Remedy:    leave channelz on in servers (turning it off in clients is fine), with a test that kills a server under calls.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @grpc/grpc-js@1.14.7

cat > main.js <<'JS'
import grpc from '@grpc/grpc-js';
import { setTimeout as pause } from 'node:timers/promises';

const pass = (bytes) => bytes;
const wait = {
  path: '/test.Waits/Wait',
  requestStream: false,
  responseStream: false,
  ...{ requestSerialize: pass, requestDeserialize: pass, responseSerialize: pass, responseDeserialize: pass },
};

async function shutDown(options) {
  const server = new grpc.Server(options);
  const arrived = Promise.withResolvers();
  server.addService({ wait }, { wait: () => arrived.resolve() });
  const port = await new Promise((done) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (_, bound) => done(bound)),
  );
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const ended = new Promise((done) => {
    client.makeUnaryRequest(wait.path, pass, pass, Buffer.alloc(0), (error) => done(`ends: ${grpc.status[error.code]}`));
  });
  await arrived.promise;
  server.forceShutdown();
  const outcome = await Promise.race([ended, pause(2_000, 'goes on')]);
  client.close();
  return outcome;
}

console.log(`with channelz the call ${await shutDown({})}`);
console.log(`without channelz the call ${await shutDown({ 'grpc.enable_channelz': 0 })}`);
process.exit();
JS

node main.js | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
with channelz the call ends: CANCELLED
without channelz the call goes on
EXPECTED
