import { DomainError, emailKey } from '@tradepost/decision';
import { describe, expect, it } from '@jest/globals';
import { checkProfile, checkRegistration, type User, withProfile } from './user.ts';

const good = { email: 'ada@example.com', password: 'correct horse', name: 'Ada' };

describe('a registration', () => {
  it('is accepted when everything is valid', () => expect(() => checkRegistration(good)).not.toThrow());

  it.each([
    [{ email: 'ada' }, 'email'],
    [{ email: 'a b@example.com' }, 'email'],
    [{ password: 'short12' }, 'password'],
    [{ password: 'x'.repeat(201) }, 'password'],
    [{ password: '😀😀😀😀' }, 'password'],
    [{ password: 'e\u0301e\u0301e\u0301e\u0301' }, 'password'],
    [{ password: 'ＡＤＡ＠ｅｘａｍｐｌｅ．ｃｏｍ' }, 'password'],
    [{ email: 'user@bücher.example', password: 'user@xn--bcher-kva.example' }, 'password'],
    [{ password: 'ADA@example.com' }, 'password'],
    [{ password: ' '.repeat(8) }, 'password'],
    [{ password: '\u200B'.repeat(8) }, 'password'],
    [{ password: ' \u3164\u00AD\u2800'.repeat(3) }, 'password'],
    [{ name: '  ' }, 'name'],
    [{ name: '\u200B' }, 'name'],
    [{ name: '\u3164' }, 'name'],
    [{ name: 'a\r\nBcc: x@y.z' }, 'name'],
    [{ name: 'a\u2028b' }, 'name'],
    [{ name: 'a\u202Eb' }, 'name'],
    [{ name: 'a\u2066b' }, 'name'],
    [{ name: 'a\uD800' }, 'name'],
    // What a lone surrogate is after a call.
    [{ name: 'a\uFFFD' }, 'name'],
  ])('is refused for %j', (change, field) => expect(faultsOf({ ...good, ...change })).toEqual([field]));

  it.each([['😀'.repeat(200)], ['e\u0301'.repeat(200)], ['\uFB03\uFB03\uFB03'], ['pass word']])(
    'counts the characters of a password in its normalised form: %j',
    (password) => expect(() => checkRegistration({ ...good, password })).not.toThrow(),
  );

  it.each([
    ['user@bücher.example'],
    ['почта@пример.рф'],
    ['ｕｓｅｒ＠example.com'],
    [' ada@example.com\u200B'],
  ])('accepts %j', (email) => expect(() => checkRegistration({ ...good, email })).not.toThrow());

  it.each(['می‌خواهم', 'שלום\u200F', "Ada O'Neill", '葛󠄀城', '3'])('accepts the name %s', (name) =>
    expect(() => checkRegistration({ ...good, name })).not.toThrow(),
  );

  it.each(['\u200B', 'a\r\nBcc: x@y.z', 'a\u202Eb', 'a\uFFFD'])(
    'has the rules of a profile for the name %j',
    (name) =>
      expect(() => checkProfile({ name })).toThrow(expect.objectContaining({ code: 'request.invalid' })),
  );

  it('names every fault at once', () =>
    expect(faultsOf({ email: '', password: '', name: '' })).toContain('name'));
});

describe('an e-mail address', () => {
  it('is the same in any case and with spaces around it', () =>
    expect(emailKey(' Ada@Example.COM ')).toBe('ada@example.com'));

  it('is not taken over from a profile before it is confirmed, but another spelling of it is', () => {
    const ada: User = {
      id: '1',
      roles: ['customer'],
      version: 1,
      createdAt: new Date(0),
      isEmailVerified: true,
      locale: 'en',
      passwordVersion: 1,
      ...good,
    };
    expect(withProfile(ada, { email: 'ADA@example.com' })).toEqual({ ...ada, email: 'ADA@example.com' });
    expect(withProfile(ada, { email: 'eve@example.com' })).toEqual(ada);
    expect(withProfile(ada, { name: ' Ada L.\u200B' })).toEqual({ ...ada, name: 'Ada L.' });
  });
});

function faultsOf(input: typeof good): unknown[] {
  try {
    checkRegistration(input);
  } catch (error) {
    if (error instanceof DomainError)
      return (error.facts['errors'] as { field: string }[]).map((one) => one.field);
    throw error;
  }
  return [];
}
