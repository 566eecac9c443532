import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const LINE = /^(\w+)=(.*)$/;

/**
 * Random values for every variable of the overlay's `*.example.env`, one file each. Values of an earlier run stay:
 * the database of the cluster knows its passwords from then.
 */
export function writeSecrets(examples: string, folder: string): string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const files = readdirSync(examples).filter((file) => file.endsWith('.example.env'));
  return files.sort().map((file) => {
    const target = path.join(folder, file.replace('.example', ''));
    const kept = new Map(existsSync(target) ? pairsOf(readFileSync(target, 'utf8')) : []);
    const pairs = pairsOf(readFileSync(path.join(examples, file), 'utf8'));
    const lines = pairs.map(([name, example]) => `${name}=${kept.get(name) ?? randomLike(example)}\n`);
    writeFileSync(target, lines.join(''), { mode: 0o600 });
    return path.basename(target);
  });
}

export function pairsOf(text: string): [string, string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const [, name, value] = LINE.exec(line) ?? [];
    return name !== undefined && value !== undefined ? [[name, value]] : [];
  });
}

/** Of the example's form: a UUID, 32 bytes in base64, or letters and digits. */
function randomLike(example: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(example)) return randomUUID();
  if (/^[A-Za-z0-9+/]{43}=$/.test(example)) return randomBytes(32).toString('base64');
  return randomBytes(24).toString('hex');
}
