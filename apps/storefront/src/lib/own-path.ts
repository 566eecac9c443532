/** A path within this shop; anything else, such as another site's URL, becomes the home page. */
export function ownPath(wanted: unknown): string {
  return typeof wanted === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(wanted) ? encoded(wanted) : '/';
}

// As browsers send it: it becomes a header. What is encoded already stays.
const encoded = (path: string): string => encodeURI(path.toWellFormed()).replaceAll('%25', '%');

/** The target after signing in. */
export const placeAfter = (wanted: unknown): string =>
  wanted === null || wanted === '' ? '/account' : ownPath(wanted);
