const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** One entry of a sitemap. */
export const sitemapUrl = (url: string): string =>
  `<url><loc>${encodeURI(url).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '')}</loc></url>\n`;

/** The categories that list something; an empty page is not worth a visit. */
export const withProducts = <C extends { productCount: number }>(categories: readonly C[]): C[] =>
  categories.filter(({ productCount }) => productCount > 0);
