import type { Route } from './+types/robots';
import { shopContext } from '../server/shop.ts';

// Pages of one customer, and unlimited lists: not for search engines.
const PRIVATE = ['/account', '/cart', '/checkout', '/orders', '/sign-in', '/register', '/search?', '/api/'];

export function loader({ context }: Route.LoaderArgs): Response {
  const { origin } = context.get(shopContext);
  const rules = ['User-agent: *', 'Allow: /api/v1/pictures/', ...PRIVATE.map((path) => `Disallow: ${path}`)];
  return new Response(`${rules.join('\n')}\n\nSitemap: ${origin}/sitemap.xml\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=3600' },
  });
}
