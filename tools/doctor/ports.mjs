import net from 'node:net';
import { holderOf } from '../dev/processes/port-holder.mjs';
import { ok, problem, warning } from './finding.mjs';

const PUBLIC = 8080;
/** Of the private servers; `npm start` takes others when these are in use. */
const USUAL = { Postgres: 15432, Redis: 16379, Consul: 18500, SMTP: 1025, mails: 1080 };

export async function publicPort({ env, running }) {
  const text = env.PORT || String(PUBLIC);
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    return problem('port', `PORT must be a port number, not "${text}"`, 'PORT=8080 npm start');
  if (running) return ok('port', `${port}: the shop of this clone runs`);
  if (await isFree(port)) return ok('port', `${port} is free`);
  return problem(
    'port',
    `${port} is in use by ${holderOf(port) ?? 'a process of another user'}`,
    `end that process, or take another port: PORT=${port + 1} npm start`,
  );
}

export async function privatePorts({ running, usual = USUAL }) {
  if (running) return [];
  const taken = [];
  for (const [name, port] of Object.entries(usual)) {
    if (!(await isFree(port))) taken.push(`${port} (${name}) by ${holderOf(port) ?? 'another user'}`);
  }
  if (taken.length === 0)
    return ok('ports', `usual ports of the servers are free: ${Object.values(usual).join(', ')}`);
  return warning(
    'ports',
    `in use: ${taken.join(', ')}`,
    'nothing to do: `npm start` takes free ones instead and prints them',
  );
}

async function isFree(port) {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '0.0.0.0'));
}

function canListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', ({ code }) => resolve(code !== 'EADDRINUSE' && code !== 'EACCES'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
