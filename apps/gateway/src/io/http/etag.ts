import { hash } from 'node:crypto';

/** `"<version>-<hash>"`: the version for If-Match, the hash because prices change without the version. */
export function etagOf(json: string, body: unknown): string {
  return `"${versionOf(body)}-${hash('sha1', json, 'base64url').slice(0, 16)}"`;
}

function versionOf(body: unknown): number {
  if (typeof body !== 'object' || body === null || !('version' in body)) return 0;
  return typeof body.version === 'number' ? body.version : 0;
}

/** True when the caller has this very answer already. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
