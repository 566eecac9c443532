// npm run kind:up, npm run kind:down: the shop in a cluster on this machine.
import { rmSync } from 'node:fs';
import { Stop } from '../dev/console.ts';
import { runProgram } from '../programs/main-program.ts';
import { needPrograms } from '../programs/run.ts';
import { clusterExists, deleteCluster } from './cluster.ts';
import { FOLDER, up } from './up.ts';

const USAGE = `npm run kind:up      cluster, images, ingress, secrets, the shop, a smoke test
npm run kind:down    deletes the cluster, its data and its secrets`;

await runProgram(USAGE, async ([command]) => {
  if (command === 'up') return up();
  if (command !== 'down') throw new Stop(USAGE);
  needPrograms(['kind']);
  if (clusterExists()) await deleteCluster();
  rmSync(FOLDER, { recursive: true, force: true });
});
