import { withoutTracking } from './tracking-parameters.ts';

/** Paths that the gateway answers alone; every other one is a page of the storefront. */
export const isOwnPath = (url: string): boolean => OWN.test(url);
const OWN = /^\/(?:api|docs|\.well-known)(?:[/?]|$)/;

/**
 * One spelling per resource of the API, before anything looks at the URL: routes, the check of the staff's paths, the edge
 * cache. Slashes are single and none ends the path; letters and digits are not escaped; a URL for a proxy loses its origin;
 * reads lose tracking parameters. Pages keep what was asked for: they are redirected, so that one address is indexed.
 */
export function canonicalUrl(url: string, method: string): string {
  const target = url.startsWith('/') ? url : withoutOrigin(url);
  const at = target.indexOf('?');
  const path = canonicalPath(at < 0 ? target : target.slice(0, at));
  if (!isOwnPath(path)) return target;
  if (at < 0) return path;
  const query = target.slice(at + 1);
  const isRead = method === 'GET' || method === 'HEAD';
  const kept = isRead ? withoutTracking(query) : query;
  return kept === '' ? path : `${path}?${kept}`;
}

/** The same path with single slashes, none of them at the end. Browsers read a backslash as a slash. */
export function withPlainSlashes(path: string): string {
  if (!path.includes('//') && !path.includes('\\') && (path === '/' || !path.endsWith('/'))) return path;
  const single = path.replaceAll(/[/\\]+/g, '/');
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}

function canonicalPath(path: string): string {
  const plain = withPlainSlashes(path);
  if (!plain.includes('%')) return plain;
  return withPlainSlashes(
    plain.replaceAll(/%[2-7][0-9a-f]/gi, (escape) => {
      const letter = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
      return UNRESERVED.test(letter) ? letter : escape;
    }),
  );
}

/** RFC 3986: escaped or not, they mean the same. */
const UNRESERVED = /^[\w.~-]$/;

const withoutOrigin = (url: string): string => {
  const found = /^https?:\/\/[^/?#]*(.*)$/i.exec(url)?.[1];
  if (found === undefined) return url;
  return found.startsWith('/') ? found : `/${found}`;
};
