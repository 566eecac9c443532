#!/usr/bin/env bash
# Panels that Grafana's SDK lays out have no ids.
#
# Package:   @grafana/grafana-foundation-sdk 0.0.21, Node 22 or newer.
# Guess:     a builder that gives every panel its place on the page gives it its id as well. Links to a panel
#            (`?viewPanel=2`), alerts that name one and a comparison of two versions of a dashboard rely on it.
# Behaviour: every panel gets a `gridPos`, none an `id`, and a query no `refId`. Grafana numbers them when it loads the file, by
#            their order: a panel that is added in the middle moves the links to all that follow.
# Remedy:    give each panel an id of its own, and fail when two have the same.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{ "private": true, "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @grafana/grafana-foundation-sdk@0.0.21

cat > main.js <<'JS'
import { DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

const dashboard = new DashboardBuilder('Checkout');
for (const title of ['Rate', 'Errors', 'Duration'])
  dashboard.withPanel(
    new PanelBuilder().title(title).span(8).height(6).withTarget(new DataqueryBuilder().expr('up')),
  );
for (const { title, id, gridPos, targets } of dashboard.build().panels)
  console.log(`${title}: x ${gridPos.x}, y ${gridPos.y}, id ${id}, refId ${targets[0].refId || 'none'}`);
JS

node main.js | tee output.txt
diff output.txt - <<'EXPECTED' || { echo 'The behaviour has changed.' >&2; exit 1; }
Rate: x 0, y 0, id undefined, refId none
Errors: x 8, y 0, id undefined, refId none
Duration: x 16, y 0, id undefined, refId none
EXPECTED
