import path from 'node:path';
import { step } from '../dev/console.ts';
import { root } from '../dev/stack.ts';
import { buildImages, imageNames } from '../images/build.ts';
import { answerOf, needDocker, needPrograms, run } from '../programs/run.ts';
import { clusterExists, createCluster, installIngress, kubectl, loadImages, waitInShop } from './cluster.ts';
import { writeOverlay } from './overlay.ts';
import { writeSecrets } from './secrets.ts';

const OVERLAY = path.join(root, 'infra/k8s/overlays/kind');
/** Secrets of this clone's cluster; specs have a folder of their own. */
export const FOLDER = process.env['KIND_FOLDER'] ?? path.join(root, '.local/kind');
export const URL = 'http://localhost:8080';
const NOT_IN_CLUSTER = ['smoke', 'mail-catcher'];

/** Everything from nothing to a shop that sells; run again, it brings the cluster to the state of this clone. */
export async function up(): Promise<void> {
  needPrograms(['docker', 'kind', 'kubectl']);
  needDocker();
  if (!clusterExists()) await step('cluster', createCluster);
  const tags = await step('images', builtImages);
  await step('images loaded', () => loadImages([...tags].map(([name, tag]) => `${name}:${tag}`)));
  await step('ingress', installIngress);
  writeSecrets(OVERLAY, FOLDER);
  writeOverlay(OVERLAY, FOLDER, tags);
  await step('applied', apply);
  await step('migrated', () => waitInShop('Complete', ['job/migrate'], 300));
  await step('demo data', () => waitInShop('Complete', ['job/seed-product', 'job/seed-user'], 300));
  await step('services', () => waitInShop('Available', ['deployment', '--all'], 300));
  await step('smoke test', () => run('npm', ['run', '--silent', 'smoke', '--', URL]));
  console.log(`\nThe shop is at ${URL}. npm run kind:down deletes the cluster and its data.`);
}

/** By name, the tag of what was built: the first digits of the content's hash. */
async function builtImages(): Promise<Map<string, string>> {
  const names = imageNames.filter((name) => !NOT_IN_CLUSTER.includes(name));
  await buildImages({ names, prefix: 'tradepost-', tag: 'local', version: '0.0.0', push: false });
  const tags = new Map<string, string>();
  for (const name of names.map((one) => `tradepost-${one}`)) {
    const id = answerOf('docker', ['image', 'inspect', '--format', '{{.Id}}', `${name}:local`]);
    const tag = id.replace('sha256:', '').slice(0, 12);
    await run('docker', ['tag', `${name}:local`, `${name}:${tag}`]);
    tags.set(name, tag);
  }
  return tags;
}

async function apply(): Promise<void> {
  // A Job cannot be changed, and each version has its own.
  await kubectl(
    ...['-n', 'tradepost', 'delete', 'job', 'migrate', 'seed-product', 'seed-user', '--ignore-not-found'],
  );
  await kubectl('-n', 'consul', 'delete', 'job', 'consul-acl', '--ignore-not-found');
  await kubectl('apply', '-k', FOLDER);
}
