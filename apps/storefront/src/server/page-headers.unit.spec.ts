import { describe, expect, it } from '@jest/globals';
import { pageHeaders } from './page-headers.ts';

const headers = new Map(pageHeaders({ nonce: 'n0nce', locale: 'de-DE' }));
const policy = new Map(
  (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources.join(' ')];
  }),
);

describe('the policy of a page', () => {
  it.each([
    ['default-src', "'none'", 'what is not named is not loaded'],
    ['script-src', "'self' 'nonce-n0nce'", 'scripts are ours, or written into this answer'],
    ['style-src', "'self' 'nonce-n0nce'", 'so are styles'],
    ['img-src', "'self' https: data:", 'pictures of imported products are at their makers’'],
    ['font-src', "'self'", 'fonts are ours'],
    ['connect-src', "'self'", 'scripts connect to this origin only'],
    ['manifest-src', "'self'", 'so is the manifest'],
    ['form-action', "'self'", 'what is typed goes nowhere else'],
    ['base-uri', "'none'", 'no injected base turns links elsewhere'],
    ['frame-ancestors', "'none'", 'no site can frame the shop (clickjacking)'],
  ])('says %s %s: %s', (name, sources) => expect(policy.get(name)).toBe(sources));

  it('has no other directives', () => expect(policy.size).toBe(10));
});

it('a page is cached only by its browser, and varies by language and customer', () =>
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'private, no-cache',
    vary: 'Accept-Language, Cookie',
    'content-language': 'de',
    'content-type': 'text/html; charset=utf-8',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
  }));
