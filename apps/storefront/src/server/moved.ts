import { redirect } from 'react-router';

/** The same query at the current URL, in ASCII; permanent, so that search engines update it. */
export function movedTo(path: string, request: Request): Response {
  const { searchParams } = new URL(request.url);
  // The router's suffix for data requests.
  searchParams.delete('_routes');
  const location = encodeURI(path);
  return redirect(searchParams.size > 0 ? `${location}?${searchParams}` : location, 301);
}
