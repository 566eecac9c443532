/** A path within this shop; anything else, such as another site's URL, becomes the home page. */
export function ownPath(wanted: unknown): string {
  return typeof wanted === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(wanted) ? wanted : '/';
}

/** The target after signing in. */
export const placeAfter = (wanted: unknown): string =>
  wanted === null || wanted === '' ? '/account' : ownPath(wanted);
