import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Owner, owners } from '../db/databases.ts';
import { step, Stop } from './console.ts';
import { runToEnd } from './processes/launch.ts';
import { local, root, type Stack } from './stack.ts';

/** What everything built depends on, besides an app's own folder. */
const SHARED = ['libs', 'tools/build', 'package-lock.json', 'tsconfig.base.json'];
const SKIPPED = new Set(['node_modules', 'dist', 'gen', 'coverage', '.react-router']);
export const REACT_ROUTER = path.join(root, 'node_modules/@react-router/dev/bin.cjs');
const RECORD = path.join(local, 'builds.json');

export interface Building {
  what: string;
  inputs: string[];
  output: string;
  command: { args: string[]; cwd: string };
}

/** Generated code first: the apps are bundled from it. */
export async function buildAll(stack: Stack, apps: string[]): Promise<void> {
  await buildContracts(stack);
  await build(
    stack,
    apps
      .filter((app) => existsSync(path.join(root, 'apps', app, 'src/main.ts')))
      .map((app) => (hasPages(app) ? pages(app) : bundle(app))),
  );
}

export function buildContracts(stack: Stack): Promise<void> {
  return build(stack, [contracts(), client(), typesOfPages(), ...owners.map(prismaClient)]);
}

/** The types and the client of a service's schema. */
function prismaClient({ app }: Owner): Building {
  return {
    what: `Prisma client of ${app}`,
    inputs: [
      `apps/${app}/prisma/schema.prisma`,
      'libs/platform/database/src/prisma.config.ts',
      'package-lock.json',
    ],
    output: `apps/${app}/src/gen/prisma/client.ts`,
    command: { args: [path.join(root, 'tools/prisma/main.mjs'), app, 'generate'], cwd: root },
  };
}

function contracts(): Building {
  return {
    what: 'contracts',
    inputs: ['libs/contracts/proto', 'libs/contracts/buf.gen.yaml', 'package-lock.json'],
    output: 'libs/contracts/src/gen',
    command: {
      args: [path.join(root, 'node_modules/@bufbuild/buf/bin/buf'), 'generate'],
      cwd: path.join(root, 'libs/contracts'),
    },
  };
}

/** The client's types, from the gateway's OpenAPI file. */
function client(): Building {
  const openApi = path.join(root, 'apps/gateway/openapi.json');
  return {
    what: 'api-client',
    inputs: ['apps/gateway/openapi.json', 'package-lock.json'],
    output: 'libs/api-client/src/gen/api.ts',
    command: {
      args: [path.join(root, 'node_modules/openapi-typescript/bin/cli.js'), openApi, '-o', 'src/gen/api.ts'],
      cwd: path.join(root, 'libs/api-client'),
    },
  };
}

/** The types of every route's parameters and data. */
function typesOfPages(): Building {
  return {
    what: 'types of pages',
    inputs: ['apps/storefront/src/routes.ts', 'apps/storefront/react-router.config.ts', 'package-lock.json'],
    output: 'apps/storefront/.react-router/types',
    command: { args: [REACT_ROUTER, 'typegen'], cwd: path.join(root, 'apps/storefront') },
  };
}

export function hasPages(app: string): boolean {
  return existsSync(path.join(root, 'apps', app, 'vite.config.ts'));
}

function pages(app: string): Building {
  return {
    ...bundle(app),
    inputs: [`apps/${app}`, 'apps/gateway/openapi.json', ...SHARED],
    command: {
      args: [REACT_ROUTER, 'build'],
      cwd: path.join(root, 'apps', app),
    },
  };
}

function bundle(app: string): Building {
  return {
    what: app,
    inputs: [`apps/${app}`, ...SHARED],
    output: `apps/${app}/dist/main.mjs`,
    command: { args: [path.join(root, 'tools/build/bundle.mjs'), app], cwd: root },
  };
}

async function build(stack: Stack, wanted: Building[]): Promise<void> {
  const known = readRecord();
  const due = wanted
    .map((one) => ({ ...one, hash: hashOf(one.inputs) }))
    .filter((one) => known[one.what] !== one.hash || !existsSync(path.join(root, one.output)));
  if (due.length === 0) return;
  await step(`Built ${due.map((one) => one.what).join(', ')}`, async () => {
    await Promise.all(due.map((one) => run(stack, one)));
    const built = Object.fromEntries(due.map((one) => [one.what, one.hash]));
    mkdirSync(local, { recursive: true });
    writeFileSync(RECORD, JSON.stringify({ ...readRecord(), ...built }, undefined, 2));
  });
}

async function run(stack: Stack, { what, command }: Building): Promise<void> {
  const { code, output } = await runToEnd(
    {
      name: `build of ${what}`,
      command: process.execPath,
      ...command,
      log: path.join(stack.logs, `build-${what}.log`),
    },
    stack.pids,
  );
  if (code !== 0) throw new Stop(`The build of ${what} failed:\n${output.trim()}`);
}

function readRecord(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Names and contents of all files below the inputs. */
export function hashOf(inputs: string[], from = root): string {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesBelow(path.join(from, input)))) {
    hash.update(path.relative(from, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  const entries = readdirIfFolder(place);
  if (!entries) return [place];
  return entries
    .filter((entry) => !SKIPPED.has(entry))
    .sort()
    .flatMap((entry) => filesBelow(path.join(place, entry)));
}

function readdirIfFolder(place: string): string[] | undefined {
  try {
    return readdirSync(place);
  } catch {
    return undefined;
  }
}
