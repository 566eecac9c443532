import { type Locale, languageOf } from '../lib/text/locale.ts';

/**
 * What a page may load and do (https://www.w3.org/TR/CSP3): our own files, scripts that carry this answer's nonce,
 * pictures from https anywhere because imported products show their makers' own.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    // The dialog library writes one style element; it carries the nonce too.
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
    // The browser may keep it to go back to, and asks again before it shows it anew.
    ['cache-control', 'private, no-cache'],
    ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()'],
  ];
}
