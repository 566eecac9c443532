// Plain JavaScript: `npm run doctor` works with an old Node, too.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The process that listens on a port, as `name (process pid)`, where the system reveals it. */
export function holderOf(port) {
  const pid = process.platform === 'linux' ? linuxHolder(port) : lsofHolder(port);
  return pid ? `${nameOf(pid)} (process ${pid})` : undefined;
}

function linuxHolder(port) {
  const inodes = new Set(['tcp', 'tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
        if (inode && inodes.has(inode)) return Number(pid);
      }
    } catch {
      continue; // ended meanwhile, or another user's
    }
  }
  return undefined;
}

function listeningInodes(table, port) {
  const LISTEN = '0A';
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  try {
    return readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === LISTEN)
      .map((fields) => fields[9] ?? '');
  } catch {
    return [];
  }
}

function lsofHolder(port) {
  const lsof = spawnSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { encoding: 'utf8' });
  return Number(lsof.stdout?.split('\n')[0]) || undefined;
}

function nameOf(pid) {
  const ps = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' });
  if (ps.stdout?.trim()) return ps.stdout.trim();
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'a program';
  }
}
