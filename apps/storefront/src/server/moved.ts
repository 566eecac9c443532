import { redirect } from 'react-router';

/** The same question at the address of today; for good, so that search engines forget the old one. */
export function movedTo(path: string, request: Request): Response {
  const { searchParams } = new URL(request.url);
  // What the router adds when it asks for a page's data only.
  searchParams.delete('_routes');
  return redirect(searchParams.size > 0 ? `${path}?${searchParams}` : path, 301);
}
