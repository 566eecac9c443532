import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { render } from './kustomize.ts';
import type { Manifest } from './manifest.ts';

const k8s = path.resolve(import.meta.dirname, '../k8s');

/** What an operator gets who adds a component on top of an overlay. */
export function withComponent(overlay: string, component: string): Manifest[] {
  return inOverlay(overlay, component, render);
}

/** Hands over a folder with the kustomization that does so. */
export function inOverlay<T>(overlay: string, component: string, work: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'overlay-'));
  const kustomization = {
    ...{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
    resources: [path.relative(folder, path.join(k8s, 'overlays', overlay))],
    components: [path.relative(folder, path.join(k8s, 'components', component))],
  };
  try {
    writeFileSync(path.join(folder, 'kustomization.yaml'), stringify(kustomization));
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
