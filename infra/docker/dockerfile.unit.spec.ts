import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { images } from '../../tools/images/images.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const file = readFileSync(path.join(import.meta.dirname, 'Dockerfile'), 'utf8');

interface Stage {
  name: string;
  from: string;
  text: string;
}

const stages = file.split(/^(?=FROM )/m).flatMap((text): Stage[] => {
  const [, from = '', name = ''] = /^FROM (\S+)(?: AS (\S+))?/.exec(text) ?? [];
  return from ? [{ name, from: from.replace('${RUNTIME}', 'slim'), text }] : [];
});

/** The stage and all that it begins with, without comments. */
function layersOf(name: string): Stage[] {
  const stage = stages.find((one) => one.name === name);
  return stage ? [stage, ...layersOf(stage.from)] : [];
}

function textOf(name: string): string {
  return layersOf(name)
    .map(({ text }) => text.replaceAll(/^#.*\n/gm, ''))
    .join('');
}

const names = Object.keys(images);
const services = names.filter((name) => existsSync(path.join(root, 'apps', name)));

describe('the images', () => {
  it('are those that something runs', () => {
    const apps = globSync('apps/*/src/main.ts', { cwd: root }).map((one) => one.split('/')[1]);
    expect(services.toSorted()).toEqual(apps.toSorted());
    expect(names.toSorted()).toEqual([...services, 'demo', 'mail-catcher', 'migrate', 'smoke'].toSorted());
  });

  it.each(names)('%s holds its own files only', (name) => {
    const copied = [...textOf(name).matchAll(/^COPY --from=build \/out\/(\S+)/gm)].map(([, from]) => from);
    expect(copied).toEqual([name]);
  });

  it.each(names)('%s runs without root, shell and package manager', (name) => {
    const text = textOf(name);
    expect(text).toContain('remove-programs.mjs');
    expect(/^USER (\d+):(\d+)$/m.exec(text)?.slice(1)).toEqual(['10001', '10001']);
    expect(text).toContain('STOPSIGNAL SIGTERM');
    const commands = [...text.matchAll(/^(?:ENTRYPOINT|CMD|HEALTHCHECK.* CMD) (.*)$/gm)].map(
      ([, one]) => one,
    );
    expect(commands.filter((one) => !one?.startsWith('['))).toEqual([]);
    expect(commands.join()).not.toMatch(/\b(?:sh|bash|npm|npx)\b/);
  });

  it.each(names)('%s says what it is, with a version and where it comes from', (name) => {
    const labels = [...textOf(name).matchAll(/org\.opencontainers\.image\.(\w+)=/g)].map(
      ([, label]) => label,
    );
    for (const label of ['title', 'description', 'source', 'version', 'revision', 'licenses'])
      expect(labels).toContain(label);
  });

  it.each(services)('%s is asked whether it is ready', (name) =>
    expect(textOf(name)).toMatch(/^HEALTHCHECK .*ready\.mjs/m),
  );

  it.each(names.filter((name) => name !== 'demo'))('%s has no demo data', (name) => {
    expect(textOf(name)).not.toMatch(/demo-catalogue|seed/);
    expect(images[name]?.programs?.join() ?? '').not.toContain('seed');
  });

  it('are built from programs of this repository', () => {
    const programs = Object.values(images).flatMap((image) => image.programs ?? []);
    for (const program of programs) {
      const inApp = program.replace('/dist/', '/src/').replace('.mjs', '.ts');
      const inTools = program.replace('/dist/', '/').replace('.mjs', '.ts');
      expect([inApp, inTools].some((one) => existsSync(path.join(root, one)))).toBe(true);
    }
  });

  it('come from bases with a version', () => {
    const known = stages.map(({ name }) => name);
    const bases = stages.map(({ from }) => from).filter((from) => !known.includes(from));
    expect(bases).toEqual(['node:24-bookworm-slim', 'scratch', 'gcr.io/distroless/nodejs24-debian12']);
  });
});
