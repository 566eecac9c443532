import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { render } from '../testing/kustomize.ts';
import { containersOf, type Manifest, podOf, titleOf } from '../testing/manifest.ts';
import { restrictedFaults } from '../testing/pod-security.ts';

const overlays = readdirSync(path.join(import.meta.dirname, 'overlays')).map((name) => ({
  name,
  manifests: render(path.join(import.meta.dirname, 'overlays', name)),
}));
/** What has its data folder only for the user of its image. */
const LOW_USERS = ['StatefulSet postgres'];
const RESTRICTED = { enforce: 'restricted', audit: 'restricted', warn: 'restricted' };

describe.each(overlays)('$name', ({ manifests }) => {
  const workloads = manifests.filter(podOf).map((owner) => ({ owner, title: titleOf(owner) }));

  it('admits only restricted pods, in every namespace', () => {
    for (const { metadata } of manifests.filter((one) => one.kind === 'Namespace'))
      expect(modesOf(metadata.labels)).toEqual(RESTRICTED);
  });

  it.each(workloads)('$title is restricted', ({ owner }) => expect(restrictedFaults(owner)).toEqual([]));

  it.each(workloads)('$title is a user of its own, whom no node has', ({ owner, title }) => {
    const { runAsUser = 0 } = podOf(owner)?.securityContext ?? {};
    if (LOW_USERS.includes(title)) return;
    expect(runAsUser).toBeGreaterThanOrEqual(10_000);
  });

  it.each(workloads)('$title has an identity of its own without a token', ({ owner }) => {
    const pod = podOf(owner);
    const account = manifests.find(
      ({ kind, metadata }) =>
        kind === 'ServiceAccount' &&
        metadata.name === pod?.serviceAccountName &&
        metadata.namespace === owner.metadata.namespace,
    );
    expect(account).toMatchObject({ automountServiceAccountToken: false });
    expect(pod).toMatchObject({ automountServiceAccountToken: false });
  });

  it('has no secret in plain text: not in a variable, a setting or an argument', () => {
    for (const { container } of containersOf(manifests)) {
      const isSecret = /PASSWORD|SECRET|TOKEN|_KEY$/;
      const plain = (container.env ?? []).filter(({ name, value }) => isSecret.test(name) && value);
      expect(plain).toEqual([]);
      expect([...(container.command ?? []), ...(container.args ?? [])].join(' ')).not.toMatch(isSecret);
    }
    const settings = manifests.filter((one) => one.kind === 'ConfigMap' && one.metadata.name === 'settings');
    for (const { data = {} } of settings)
      expect(Object.keys(data).join(' ')).not.toMatch(/PASSWORD|SECRET|TOKEN/);
  });
});

describe('the rules of restricted pods', () => {
  const [kind] = overlays.map(({ manifests }) => manifests);
  const agent = kind?.find(({ kind: one }) => one === 'DaemonSet') as Manifest;
  const changed = (change: (owner: Manifest) => void): Manifest => {
    const copy = structuredClone(agent);
    change(copy);
    return copy;
  };

  it.each<[string, (owner: Manifest) => void]>([
    ['hostPort', (one) => Object.assign(first(one).ports?.[0] ?? {}, { hostPort: 8500 })],
    ['hostNetwork', (one) => Object.assign(podOf(one) ?? {}, { hostNetwork: true })],
    [
      'hostPath',
      (one) => Object.assign(podOf(one) ?? {}, { volumes: [{ name: 'x', hostPath: { path: '/' } }] }),
    ],
    ['allowPrivilegeEscalation', (one) => delete first(one).securityContext?.['allowPrivilegeEscalation']],
    ['capabilities', (one) => Object.assign(first(one).securityContext ?? {}, { capabilities: {} })],
    ['seccompProfile', (one) => delete podOf(one)?.securityContext?.['seccompProfile']],
    ['runAsNonRoot', (one) => delete podOf(one)?.securityContext?.['runAsNonRoot']],
    ['readOnlyRootFilesystem', (one) => delete first(one).securityContext?.['readOnlyRootFilesystem']],
  ])('notice %s', (field, change) =>
    expect(restrictedFaults(changed(change))).toEqual([expect.stringContaining(field)]),
  );
});

function first(owner: Manifest) {
  const [container] = podOf(owner)?.containers ?? [];
  if (!container) throw new Error(`${titleOf(owner)} has no container`);
  return container;
}

function modesOf(labels: Record<string, string> = {}): Record<string, string> {
  const modes = ['enforce', 'audit', 'warn'];
  return Object.fromEntries(modes.map((mode) => [mode, labels[`pod-security.kubernetes.io/${mode}`] ?? '']));
}
