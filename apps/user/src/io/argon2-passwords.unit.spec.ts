import { expect, test } from '@jest/globals';
import { Argon2Passwords, DECOY } from './argon2-passwords.ts';

const passwords = new Argon2Passwords();
/** All but salt and hash, of which only the lengths say how long a check takes. */
const shapeOf = (hash: string): unknown[] => {
  const [empty, algorithm, version, cost, salt = '', digest = ''] = hash.split('$');
  return [empty, algorithm, version, cost, salt.length, digest.length];
};

test('without an account the check is the same as with one, and fails', async () => {
  expect(shapeOf(DECOY)).toEqual(shapeOf(await passwords.hash('a password')));
  expect(await passwords.verify(undefined, 'a password')).toBe('wrong');
});

test('a password fits its own hash only', async () => {
  const stored = await passwords.hash('a password');
  expect(await passwords.verify(stored, 'a password')).toBe('right');
  expect(await passwords.verify(stored, 'another')).toBe('wrong');
});
