// npm run kind:up, npm run kind:down: the shop in a cluster on this machine.
import { rmSync } from 'node:fs';
import { Stop } from '../dev/console.ts';
import { runProgram } from '../programs/main-program.ts';
import { needPrograms } from '../programs/run.ts';
import { clusterExists, deleteCluster, kubectl } from './cluster.ts';
import { rollingRestart } from './rolling-restart.ts';
import { FOLDER, up, URL } from './up.ts';

const USAGE = `npm run kind:up      cluster, images, ingress, secrets, the shop, a smoke test
npm run kind:rolling-restart    replaces every pod while guests buy; fails when one request does
npm run kind:logs    states of the pods, events and the last lines of the services
npm run kind:down    deletes the cluster, its data and its secrets`;

await runProgram(USAGE, async ([command]) => {
  if (command === 'up') return up();
  if (command === 'rolling-restart') return rollingRestart(URL);
  if (command === 'logs') return logs();
  if (command !== 'down') throw new Stop(USAGE);
  needPrograms(['kind']);
  if (clusterExists()) await deleteCluster();
  rmSync(FOLDER, { recursive: true, force: true });
});

async function logs(): Promise<void> {
  await kubectl('get', 'pods', '--all-namespaces', '-o', 'wide');
  await kubectl('-n', 'tradepost', 'get', 'events', '--sort-by=.lastTimestamp');
  const ofServices = [
    '-l',
    'app.kubernetes.io/part-of=tradepost',
    '--all-containers',
    '--prefix',
    '--tail=50',
  ];
  await kubectl('-n', 'tradepost', 'logs', ...ofServices);
}
