// `npm run docs:metrics`: writes the page that is made from the declarations of the metrics.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { metricsPage } from './metrics-page.ts';
import { readSeries } from './series.ts';
import { root } from './settings.ts';

writeFileSync(path.join(root, 'docs/metrics.md'), metricsPage(await readSeries()));
