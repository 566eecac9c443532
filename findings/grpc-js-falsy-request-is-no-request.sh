#!/usr/bin/env bash
# A grpc-js server refuses a request whose decoded value is falsy, and calls a unary method "server streaming".
#
# Packages:  @grpc/grpc-js 1.14.7, Node 22 or newer.
# Guess:     serialisers are up to the user (`requestSerialize`, `requestDeserialize`), so a method may take a string, a
#            number or a boolean, and an empty string, 0 or false is a request like any other, as it is as a response.
# Behaviour: the server asks `if (!requestMessage)`. The handler is not called for '', 0 and false; the caller gets
#            UNIMPLEMENTED "Received no request message for server streaming method …", although the method is unary, the
#            message arrived and was decoded. The same values pass as responses.
# Remedy:    decode requests to objects.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @grpc/grpc-js@1.14.7

cat > main.js <<'JS'
import { credentials, makeClientConstructor, Server, ServerCredentials, status } from '@grpc/grpc-js';

const encode = (value) => Buffer.from(JSON.stringify(value));
const decode = (bytes) => JSON.parse(bytes.toString());
const method = (path) => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: encode,
  requestDeserialize: decode,
  responseSerialize: encode,
  responseDeserialize: decode,
});
const definition = { describe: method('/json.Json/Describe'), parse: method('/json.Json/Parse') };

const server = new Server();
server.addService(definition, {
  describe: ({ request }, callback) => callback(null, `a ${typeof request}`),
  parse: ({ request }, callback) => callback(null, JSON.parse(request)),
});
const port = await new Promise((resolve, reject) =>
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))),
);
const Client = makeClientConstructor(definition, 'Json');
const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());

const call = (name, request) =>
  new Promise((resolve) =>
    client[name](request, (error, response) =>
      resolve(error ? `${status[error.code]} ${error.details}` : JSON.stringify(response)),
    ),
  );
for (const request of ['text', '', 1, 0, true, false])
  console.log(`describe(${JSON.stringify(request)}): ${await call('describe', request)}`);
for (const text of ['""', '0', 'false']) console.log(`parse('${text}'): ${await call('parse', text)}`);
client.close();
server.forceShutdown();
JS

node main.js | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
describe("text"): "a string"
describe(""): UNIMPLEMENTED Received no request message for server streaming method /json.Json/Describe
describe(1): "a number"
describe(0): UNIMPLEMENTED Received no request message for server streaming method /json.Json/Describe
describe(true): "a boolean"
describe(false): UNIMPLEMENTED Received no request message for server streaming method /json.Json/Describe
parse('""'): ""
parse('0'): 0
parse('false'): false
EXPECTED
