#!/usr/bin/env bash
# grpc-js gives the certificate providers of a server to each other's place.
#
# Package:   @grpc/grpc-js 1.14.7, Node 22 or newer.
# Guess:     `experimental.createCertificateProviderServerCredentials(ca, identity, required)` asks the first provider for
#            the certificates that it trusts and the second one for its own, as the names of its parameters say.
# Behaviour: the first is asked for the server's own certificate and the second for those to trust. With one provider for
#            both, as in most examples, nothing is noticed. With two, the server trusts the wrong certificates or has none
#            of its own: it starts without an error, and every connection fails.
# Remedy:    one provider for both, or the two in the other order with a test that notices when this is corrected.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @grpc/grpc-js@1.14.7

cat > main.js <<'JS'
import grpc from '@grpc/grpc-js';

const asked = [];
const provider = (name) => ({
  addCaCertificateListener: () => asked.push(`${name} is asked for the certificates to trust`),
  removeCaCertificateListener: () => {},
  addIdentityCertificateListener: () => asked.push(`${name} is asked for the server's own certificate`),
  removeIdentityCertificateListener: () => {},
});
const [ca, identity] = [provider('caCertificateProvider'), provider('identityCertificateProvider')];
const credentials = grpc.experimental.createCertificateProviderServerCredentials(ca, identity, true);
const server = new grpc.Server();
server.bindAsync('127.0.0.1:0', credentials, (error) => {
  console.log(error ? error.message : 'the server listens');
  console.log(asked.sort().join('\n'));
  server.forceShutdown();
});
JS

node main.js | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
the server listens
caCertificateProvider is asked for the server's own certificate
identityCertificateProvider is asked for the certificates to trust
EXPECTED
