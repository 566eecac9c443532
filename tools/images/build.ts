import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { images } from './images.mjs';
import { Stop } from '../dev/console.ts';
import { root } from '../dev/stack.ts';
import { answerOf, run } from '../programs/run.ts';

export const imageNames = Object.keys(images);

export interface Build {
  names: string[];
  /** Before the name: `tradepost-` here, `ghcr.io/company/tradepost/` for a registry. */
  prefix: string;
  tag: string;
  version: string;
  /** To the registry instead of into the local engine. */
  push: boolean;
}

/** What was pushed: a signature belongs to the content, not to the tag. */
export interface Pushed {
  name: string;
  reference: string;
}

export const FOLDER = path.join(root, '.local/images');

/** Builds one after the other: all but the last step are shared. */
export async function buildImages({ names, prefix, tag, version, push }: Build): Promise<Pushed[]> {
  const unknown = names.filter((name) => !imageNames.includes(name));
  if (unknown.length > 0)
    throw new Stop(`There is no image ${unknown.join(', ')}; there are ${imageNames.join(', ')}`);
  mkdirSync(FOLDER, { recursive: true });
  const labels = [...secrets(), ...labelArguments(version, push)];
  const pushed: Pushed[] = [];
  for (const name of names) {
    const image = `${prefix}${name}`;
    const metadata = path.join(FOLDER, `${name}.metadata.json`);
    const target = ['--target', name, '--tag', `${image}:${tag}`, '--metadata-file', metadata];
    // One platform and no attestation of the builder's: docker load and kind load know no index of several.
    const output = push ? ['--push'] : ['--load', '--provenance=false'];
    await run('docker', [
      'buildx',
      'build',
      '--file',
      'infra/docker/Dockerfile',
      ...target,
      ...labels,
      ...output,
      '.',
    ]);
    if (push) pushed.push({ name, reference: `${image}@${digestIn(metadata)}` });
  }
  if (push) writeFileSync(path.join(FOLDER, 'pushed.json'), `${JSON.stringify(pushed, null, 2)}\n`);
  return pushed;
}

/** The lists of packages in each image, as files: `<image>.cdx.json`. */
export async function writeBills(): Promise<string> {
  const folder = path.join(FOLDER, 'bills');
  const output = ['--target', 'bills-of-materials', '--output', `type=local,dest=${folder}`];
  await run('docker', ['buildx', 'build', '--file', 'infra/docker/Dockerfile', ...secrets(), ...output, '.']);
  return folder;
}

function labelArguments(version: string, push: boolean): string[] {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  const values = {
    VERSION: version,
    // Built for this machine, the same content stays the same image.
    ...(push && { REVISION: answerOf('git', ['rev-parse', 'HEAD']) }),
    ...(server && repository && { SOURCE: `${server}/${repository}` }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
}

/** Settings of npm for the build, such as a registry of your own. */
function secrets(): string[] {
  const file = process.env['NPMRC'];
  return file ? ['--secret', `id=npmrc,src=${file}`] : [];
}

function digestIn(metadata: string): string {
  const { 'containerimage.digest': digest } = JSON.parse(readFileSync(metadata, 'utf8')) as Record<
    string,
    string
  >;
  if (!digest) throw new Stop(`${metadata} names no digest: was the image pushed?`);
  return digest;
}
