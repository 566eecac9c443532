import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isInstalled } from '../bootstrap/packages.mjs';
import { npm as runNpm } from '../bootstrap/npm.mjs';
import { ok, problem, warning } from './finding.mjs';

export function packages({ root }) {
  const lockfile = path.join(root, 'package-lock.json');
  if (!existsSync(lockfile))
    return problem('packages', 'package-lock.json is missing', 'git checkout package-lock.json');
  const remedy = '`npm start` installs them, or: npm ci --ignore-scripts';
  if (!existsSync(path.join(root, 'node_modules'))) return warning('packages', 'not installed yet', remedy);
  if (isInstalled(root, readFileSync(lockfile, 'utf8'))) return ok('packages', 'as package-lock.json says');
  return warning('packages', 'node_modules is older than package-lock.json, or incomplete', remedy);
}

/** Needed only while something is to be installed, so out of reach it is no problem otherwise. */
export async function registry({ root, env }) {
  const needed = packages({ root }).level !== 'ok';
  const address = env.npm_config_registry ?? env.NPM_CONFIG_REGISTRY ?? "npm's registry";
  try {
    await pingRegistry(root, env);
    return ok('registry', `${address} answers`);
  } catch {
    const says = `${address} does not answer`;
    const remedy = 'check network and proxy: `npm ping`, `npm config get registry proxy https-proxy`';
    return needed
      ? problem('registry', `${says}, and packages are to be installed`, remedy)
      : warning('registry', `${says}; nothing is to be installed`, remedy);
  }
}

const pingRegistry = (root, env) =>
  runNpm(['ping', '--fetch-retries=0', '--fetch-timeout=5000'], { cwd: root, env });

/** Code made from contracts and schemas. */
const GENERATED = /^(gen|generated)$/;

export function generatedCode({ root }) {
  const missing = [
    ...['libs/contracts/src/gen', 'libs/api-client/src/gen'],
    ...appsOf(root)
      .filter((app) => existsSync(path.join(root, 'apps', app, 'prisma/schema.prisma')))
      .map((app) => `apps/${app}/src/gen`),
  ].filter((folder) => !existsSync(path.join(root, folder)));
  if (missing.length === 0) return ok('generated', 'code of contracts and schemas is there');
  return warning('generated', `missing: ${missing.join(', ')}`, '`npm start` makes it, or: npm run generate');
}

export function builds({ root }) {
  const apps = appsOf(root);
  const never = apps.filter((app) => bundleTime(root, app) === undefined);
  if (never.length > 0)
    return warning('builds', `not built yet: ${never.join(', ')}`, '`npm start` builds what is missing');
  const libs = newest(path.join(root, 'libs'));
  const stale = apps.filter(
    (app) => Math.max(libs, newest(path.join(root, 'apps', app))) > bundleTime(root, app),
  );
  if (stale.length === 0) return ok('builds', 'newer than every source');
  return warning(
    'builds',
    `sources changed since the build of ${stale.join(', ')}`,
    '`npm start` builds again what differs; beside a running shop: npm run dev -- <service>',
  );
}

function appsOf(root) {
  return foldersIn(path.join(root, 'apps')).filter((app) =>
    existsSync(path.join(root, 'apps', app, 'src/main.ts')),
  );
}

function bundleTime(root, app) {
  const files = ['dist/main.mjs', 'dist/server/index.js'].map((file) => path.join(root, 'apps', app, file));
  const built = files.find((file) => existsSync(file));
  return built && statSync(built).mtimeMs;
}

/** When the latest source below a folder was written; what is made from others does not count. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const isMade =
      GENERATED.test(entry.name) || ['node_modules', 'dist', '.react-router'].includes(entry.name);
    if (isMade || entry.name.includes('.spec.') || entry.name.endsWith('.md')) continue;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(place));
    else if (entry.isFile()) latest = Math.max(latest, statSync(place).mtimeMs);
  }
  return latest;
}

function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
