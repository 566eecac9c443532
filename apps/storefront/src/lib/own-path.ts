/** A path of this shop to go on to; anything else, such as another site's address, becomes the start page. */
export function ownPath(wanted: unknown): string {
  return typeof wanted === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(wanted) ? wanted : '/';
}

/** Where somebody goes who has just signed in. */
export const placeAfter = (wanted: unknown): string =>
  wanted === null || wanted === '' ? '/account' : ownPath(wanted);
