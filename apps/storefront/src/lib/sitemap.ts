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
