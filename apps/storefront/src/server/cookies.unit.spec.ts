import { describe, expect, it } from '@jest/globals';
import { Cookies } from './cookies.ts';

function writtenBy(cookies: Cookies): string[] {
  const response = new Response();
  cookies.writeTo(response);
  return response.headers.getSetCookie();
}

describe('a cookie of the storefront', () => {
  it.each([
    [false, 'x=a%3Bb; Path=/; HttpOnly; SameSite=Lax; Max-Age=60'],
    [true, 'x=a%3Bb; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure'],
  ])('is invisible to scripts and other sites; https: %s', (isSecure, expected) => {
    const cookies = new Cookies(null, isSecure);
    cookies.set('x', 'a;b', 60);
    expect(writtenBy(cookies)).toEqual([expected]);
    expect(cookies.get('x')).toBe('a;b');
  });

  it('is absent once it was deleted', () => {
    const cookies = new Cookies('x=1', false);
    cookies.delete('x');
    expect(cookies.get('x')).toBeUndefined();
    expect(writtenBy(cookies)).toEqual(['x=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0']);
  });

  it('holds JSON', () => {
    const cookies = new Cookies(null, false);
    cookies.setJson('x', { name: 'Zoë' }, 60);
    const [written = ''] = writtenBy(cookies);
    expect(new Cookies(written.split(';')[0] ?? '', false).getJson('x')).toEqual({ name: 'Zoë' });
  });

  it.each(['', 'x=', 'x=%E0%A4%A', 'x=bm8ganNvbg', 'y=1'])('without JSON is undefined: %j', (header) =>
    expect(new Cookies(header, false).getJson('x')).toBeUndefined(),
  );
});

describe('cookies of another server', () => {
  const names = /^(cart_token|order-[\w-]+)$/;

  it('are sent to it as they are, without any others', () => {
    const header = 'cart_token=t%201; order-o1=t2; cart=c1; other=x; xcart_token=y; cart_token';
    expect(new Cookies(header, false).headerOf(names)).toBe('cart_token=t%201; order-o1=t2');
  });

  it('are passed on to the browser unchanged, and no others', () => {
    const cookies = new Cookies(null, true);
    const theirs = 'cart_token=t1; Path=/; HttpOnly; SameSite=Lax';
    for (const one of [theirs, 'tracking=1', 'cart_token', '=x']) cookies.adopt(one, names);
    expect(writtenBy(cookies)).toEqual([theirs]);
    expect(cookies.headerOf(names)).toBe('cart_token=t1');
  });
});
