#!/usr/bin/env bash
# Node 22.22.0 and 22.22.1 (ICU 77 and 78): a patch release of a long-term line changes how many digits a currency has.
#
# One would guess: Intl's digits of a currency are those of ISO 4217 and stay the same within a release line. Seen: they are
# CLDR's usual digits and follow the bundled ICU. HUF, COP, IDR and PKR go from 2 to 0, RSD from 0 to 2, while ISO 4217 says 2
# for all five; LBP (ISO 2) and IQD (ISO 3) are 0 in both. Whoever divides minor units by 10 to that many digits shows another
# price after the update, and one price on the server and another in the browser.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
platform=$(node -p 'process.platform + "-" + process.arch')
for version in 22.22.0 22.22.1; do
  mkdir "$version"
  echo '{ "private": true }' >"$version/package.json"
  npm install --prefix "$version" --no-audit --no-fund --silent --ignore-scripts "node-$platform@$version"
done
cat >digits.js <<'X'
const digits = (currency) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
const codes = ['HUF', 'COP', 'IDR', 'PKR', 'RSD', 'LBP', 'IQD'];
const icu = process.versions.icu.split('.')[0];
console.log(`${process.version}, ICU ${icu}: ${codes.map((code) => `${code} ${digits(code)}`).join(', ')}`);
X
seen=$(for version in 22.22.0 22.22.1; do "$version/node_modules/node-$platform/bin/node" digits.js; done)
echo "$seen"
[[ "$seen" == 'v22.22.0, ICU 77: HUF 2, COP 2, IDR 2, PKR 2, RSD 0, LBP 0, IQD 0
v22.22.1, ICU 78: HUF 0, COP 0, IDR 0, PKR 0, RSD 2, LBP 0, IQD 0' ]] || { echo 'this has changed'; exit 1; }
echo 'as described'
