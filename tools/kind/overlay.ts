import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';

interface Generator {
  name: string;
  namespace?: string;
  envs?: string[];
}

interface Overlay {
  secretGenerator?: Generator[];
  images?: { name: string }[];
}

/**
 * A kustomization on top of the overlay `kind`, with the secrets of this clone and the images that were just built.
 * An image's tag is its content, so that applying again restarts what changed and nothing else.
 */
export function writeOverlay(overlay: string, folder: string, tags: Map<string, string>): void {
  const below = parse(readFileSync(path.join(overlay, 'kustomization.yaml'), 'utf8')) as Overlay;
  const secretGenerator = (below.secretGenerator ?? [])
    .filter(({ envs = [] }) => envs.some((file) => file.endsWith('.example.env')))
    .map(({ name, namespace, envs = [] }) => ({
      ...{ name, namespace, behavior: 'replace' },
      envs: envs.map((file) => file.replace('.example', '')),
    }));
  const images = (below.images ?? []).flatMap(({ name }) => {
    const newTag = tags.get(name);
    return newTag ? [{ name, newTag }] : [];
  });
  const kustomization = {
    ...{ apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
    ...{ resources: [path.relative(folder, overlay)], images, secretGenerator },
  };
  writeFileSync(path.join(folder, 'kustomization.yaml'), stringify(kustomization));
}
