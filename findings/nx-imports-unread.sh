#!/usr/bin/env bash
# nx 23.2.1 with typescript 6.0.3, in a workspace of npm packages: whether Nx reads imports depends on which names stand
# among the root's dependencies.
#
# One would guess: `^production` in a target's inputs covers what a package imports, so a change in an imported package is a
# cache miss. Seen: with only `nx` in package.json the project graph has no edges, and the target is answered from the cache
# after an imported package has changed, without a warning. The mere line "@nx/js" in package.json, not even installed,
# brings the edge; so does `pluginsConfig` in nx.json. Whoever removes an unused @nx package gets stale builds.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
export NX_DAEMON=false NX_NO_CLOUD=true CI=true NO_COLOR=1 FORCE_COLOR=0

mkdir -p packages/lib packages/app
cat >package.json <<'X'
{ "name": "root", "private": true, "workspaces": ["packages/*"],
  "devDependencies": { "nx": "23.2.1", "typescript": "6.0.3" } }
X
echo '{ "namedInputs": { "production": ["{projectRoot}/**/*"] }, "neverConnectToCloud": true, "analytics": false }' >nx.json
echo '{ "name": "@x/lib", "version": "1.0.0", "type": "module", "exports": "./index.js" }' >packages/lib/package.json
echo 'export default 1;' >packages/lib/index.js
cat >packages/app/package.json <<'X'
{ "name": "@x/app", "version": "1.0.0", "type": "module", "scripts": { "build": "node main.js" },
  "nx": { "targets": { "build": { "cache": true, "inputs": ["production", "^production"] } } } }
X
echo "import lib from '@x/lib'; console.log('built with', lib);" >packages/app/main.js
npm install --no-audit --no-fund --silent

built() { npx nx build @x/app 2>/dev/null | grep -o 'built with .*'; }
edges() {
  npx nx graph --file=graph.json >/dev/null 2>&1
  node -p "JSON.parse(fs.readFileSync('graph.json')).graph.dependencies['@x/app'].length"
}

before="$(edges) edges, $(built)"
echo "nx alone: $before"
echo 'export default 2;' >packages/lib/index.js
stale="$(edges) edges, $(built)"
echo "after the imported package changed: $stale"
node -e "const p = JSON.parse(fs.readFileSync('package.json')); p.devDependencies['@nx/js'] = '23.2.1'; fs.writeFileSync('package.json', JSON.stringify(p))"
npx nx reset >/dev/null 2>&1 # the stored graph
known="$(edges) edges"
echo "with the line @nx/js, not installed: $known"

[[ "$before | $stale | $known" == '0 edges, built with 1 | 0 edges, built with 1 | 1 edges' ]] ||
  { echo 'this has changed'; exit 1; }
echo 'as described'
