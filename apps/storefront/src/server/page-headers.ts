import { type Locale, languageOf } from '../lib/text/locale.ts';

/**
 * The content security policy (https://www.w3.org/TR/CSP3): own files, scripts with the response's nonce, and pictures from
 * any https origin, because imported products use remote ones.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    // The dialog library adds a style element with the nonce.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' https: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every page. */
export function pageHeaders({ nonce, locale }: { nonce: string; locale: Locale }): [string, string][] {
  return [
    ['content-type', 'text/html; charset=utf-8'],
    ['content-security-policy', contentSecurityPolicy(nonce)],
    ['content-language', languageOf(locale)],
    ['vary', 'Accept-Language, Cookie'],
    // Browsers may cache it for back navigation and must revalidate it.
    ['cache-control', 'private, no-cache'],
    ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()'],
  ];
}
