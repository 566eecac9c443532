#!/usr/bin/env bash
# An entry that lru-cache stores while the clock shows 0 never expires.
#
# Packages:  lru-cache 11.5.3, @sinonjs/fake-timers 15.5.0 (the fake timers of Jest and Sinon), Node 22 or newer.
# Guess:     with `ttl: 1000`, every entry is gone a second after it was stored. A test with fake timers, whose
#            performance.now() begins at 0, sees the same as production.
# Behaviour: the time at which an entry was stored is also the mark for "has no ttl": 0 means both. An entry that is
#            stored at 0 stays permanently; one that is stored a millisecond later expires. A test of expiry fails, or proves
#            that a stale value is still served, although the cache is used correctly.
# Remedy:    advance fake timers by a millisecond before the first entry, or pass a `perf` whose clock begins at 1.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact lru-cache@11.5.3 @sinonjs/fake-timers@15.5.0

cat > main.js <<'JS'
import FakeTimers from '@sinonjs/fake-timers';
import { LRUCache } from 'lru-cache';

const clock = FakeTimers.install();
const cache = new LRUCache({ max: 10, ttl: 1_000 });
cache.set('stored at 0', 'a');
clock.tick(1);
cache.set('stored at 1', 'b');
clock.tick(3_600_000);
for (const key of ['stored at 0', 'stored at 1'])
  console.log(`${key}: ${cache.get(key)} after an hour, remaining ttl ${cache.getRemainingTTL(key)}`);
JS

node main.js | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
stored at 0: a after an hour, remaining ttl Infinity
stored at 1: undefined after an hour, remaining ttl 0
EXPECTED
