import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { writeOverlay } from './overlay.ts';
import { pairsOf, writeSecrets } from './secrets.ts';

const root = path.resolve(import.meta.dirname, '../..');
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kind-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Programs that write down what they are asked and answer as the case says. */
function standIns(answers: Record<string, string>): void {
  for (const name of ['docker', 'kind', 'kubectl', 'npm', 'git']) {
    const cases = Object.entries(answers)
      .filter(([call]) => call.startsWith(`${name} `))
      .map(([call, answer]) => `"${call.slice(name.length + 1)}"*) ${answer} ;;`);
    const script = `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\ncase "$*" in ${cases.join(' ')} *) ;; esac\n`;
    writeFileSync(path.join(folder, name), script);
    chmodSync(path.join(folder, name), 0o755);
  }
}

function kind(command: string): { status: number | null; calls: string[]; stderr: string } {
  // The folder that is first, and what a shell needs.
  const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, KIND_FOLDER: path.join(folder, 'made') };
  const args = [path.join(root, 'tools/kind/main.ts'), command];
  const { status, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', cwd: root });
  return { status, stderr, calls: callsIn(folder) };
}

function callsIn(where: string): string[] {
  try {
    return readFileSync(path.join(where, 'calls'), 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

const ID = 'echo sha256:0123456789abcdef';
const withoutCluster = { 'kind get clusters': 'echo other', 'docker image inspect': ID };
const withCluster = { ...withoutCluster, 'kind get clusters': 'printf "other\\ntradepost\\n"' };

describe('npm run kind:up', () => {
  it('does one step after the other, on its own cluster only', () => {
    standIns({ ...withoutCluster, 'kubectl --context kind-tradepost -n ingress-nginx get': 'exit 1' });
    const { status, calls, stderr } = kind('up');
    expect([status, stderr]).toEqual([0, '']);
    const order = [
      /^docker info$/,
      /^kind create cluster --config infra\/k8s\/overlays\/kind\/cluster.yaml/,
      /^docker buildx build .*--target gateway --tag tradepost-gateway:local/,
      /^kind load docker-image --name tradepost .*tradepost-gateway:0123456789ab/,
      /^kubectl --context kind-tradepost apply -f https:.*ingress-nginx\/controller-v[\d.]+\//,
      /^kubectl --context kind-tradepost -n ingress-nginx wait .*ingress-nginx-controller/,
      /^kubectl --context kind-tradepost -n tradepost delete job migrate/,
      /^kubectl --context kind-tradepost -n consul delete job consul-acl/,
      /^kubectl --context kind-tradepost apply -k .*\/made$/,
      /^kubectl --context kind-tradepost -n tradepost wait --for=condition=Complete job\/migrate/,
      /^kubectl --context kind-tradepost -n tradepost wait --for=condition=Available deployment --all/,
      /^npm run --silent smoke -- http:\/\/localhost:8080$/,
    ];
    const positions = order.map((pattern) => calls.findIndex((call) => pattern.test(call)));
    expect(positions).not.toContain(-1);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
    expect(
      calls.filter((call) => call.startsWith('kubectl') && !call.includes('--context kind-tradepost')),
    ).toEqual([]);
  });

  it('keeps the cluster and the ingress that are there', () => {
    standIns(withCluster);
    const { status, calls } = kind('up');
    expect(status).toBe(0);
    expect(calls.filter((call) => /kind create|apply -f/.test(call))).toEqual([]);
  });

  it('names all programs that are missing, and where to get them', () => {
    const { status, stderr } = kind('up');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^These programs are missing:\n(?: {2}docker: .*\n)? {2}kind: https:.*quick-start/,
    );
    expect(stderr).not.toContain('at ');
  });

  it('says that Docker does not answer, and goes no further', () => {
    standIns({ ...withoutCluster, 'docker info': 'exit 1' });
    const { status, calls, stderr } = kind('up');
    expect([status, calls]).toEqual([1, ['docker info']]);
    expect(stderr).toContain('start Docker');
  });

  it('shows the pods when a migration does not end, and what to look at', () => {
    standIns({
      ...withCluster,
      'kubectl --context kind-tradepost -n tradepost wait --for=condition=Complete job/migrate': 'exit 1',
    });
    const { status, calls, stderr } = kind('up');
    expect(status).toBe(1);
    expect(calls.at(-1)).toBe('kubectl --context kind-tradepost -n tradepost get pods');
    expect(stderr).toContain('-n tradepost logs job/migrate');
  });
});

describe('npm run kind:down', () => {
  it('deletes the cluster that is there', () => {
    standIns(withCluster);
    expect(kind('down').calls).toContain('kind delete cluster --name tradepost');
  });

  it('has nothing to do without one', () => {
    standIns(withoutCluster);
    expect(kind('down')).toMatchObject({ status: 0, calls: ['kind get clusters'] });
  });
});

describe('the secrets of a cluster', () => {
  const examples = () => path.join(folder, 'examples');
  const written = () => new Map(pairsOf(readFileSync(path.join(folder, 'made/some.env'), 'utf8')));
  beforeEach(() => {
    mkdirSync(examples());
    const lines = ['PASSWORD=only-for-development', 'TOKEN=00000000-0000-4000-8000-000000000001'];
    const key = `KEY=${Buffer.alloc(32).toString('base64')}`;
    writeFileSync(path.join(examples(), 'some.example.env'), ['# why', ...lines, key, ''].join('\n'));
  });

  it('are random, in the form of the examples, and only for their owner', () => {
    expect(writeSecrets(examples(), path.join(folder, 'made'))).toEqual(['some.env']);
    expect(written().get('PASSWORD')).toMatch(/^[0-9a-f]{48}$/);
    expect(written().get('TOKEN')).toMatch(/^[0-9a-f]{8}-(?!0000)/);
    expect(Buffer.from(written().get('KEY') ?? '', 'base64')).toHaveLength(32);
    expect(statSync(path.join(folder, 'made/some.env')).mode & 0o77).toBe(0);
  });

  it('stay when they are there, because the database has them', () => {
    writeSecrets(examples(), path.join(folder, 'made'));
    const before = written();
    writeSecrets(examples(), path.join(folder, 'made'));
    expect(written()).toEqual(before);
  });
});

describe('the overlay of a cluster', () => {
  it('replaces every secret that is public in the overlay kind, and takes the images by content', () => {
    const below = path.join(root, 'infra/k8s/overlays/kind');
    writeOverlay(below, folder, new Map([['tradepost-order', '0123456789ab']]));
    const made = parse(readFileSync(path.join(folder, 'kustomization.yaml'), 'utf8')) as Kustomization;
    const text = readFileSync(path.join(below, 'kustomization.yaml'), 'utf8');
    const isPublic = (envs: string[] = []) => envs.some((file) => file.includes('.example.'));
    const names = (parse(text) as Kustomization).secretGenerator
      .filter(({ envs }) => isPublic(envs))
      .map(({ name }) => name);
    expect(made.secretGenerator.map(({ name }) => name)).toEqual(names);
    expect(
      made.secretGenerator.every(({ envs, behavior }) => behavior === 'replace' && !isPublic(envs)),
    ).toBe(true);
    expect(made.images).toEqual([{ name: 'tradepost-order', newTag: '0123456789ab' }]);
  });
});

interface Kustomization {
  secretGenerator: { name: string; behavior?: string; envs?: string[] }[];
  images: object[];
}
