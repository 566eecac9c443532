import { expect, it } from '@jest/globals';
import { normalisePassword, passwordLength } from './password.ts';

it.each([
  ['composed and decomposed', 'Gr\u00FC\u00DFe aus K\u00F6ln', 'Gru\u0308\u00DFe aus Ko\u0308ln'],
  ['wide and plain', 'ｐａｓｓ１２３４', 'pass1234'],
  ['a no-break space', 'correct\u00A0horse', 'correct horse'],
  ['an ideographic space', 'correct\u3000horse', 'correct horse'],
  ['a ligature', 'e\uFB03cient', 'efficient'],
  ['half-width kana', '\uFF8A\uFF9F\uFF7D', 'パス'],
  ['the order of marks', 'e\u0323\u0302', 'e\u0302\u0323'],
  ['jamo', '\u1112\u1161\u11AB\u1100\u1173\u11AF', '한글'],
])('is one password: %s', (_, one, other) => {
  expect(normalisePassword(one)).toBe(normalisePassword(other));
});

it.each([
  ['case', 'Password', 'password'],
  ['spaces', ' password', 'password'],
  ['ß and ss', 'Straße', 'Strasse'],
  ['look-alikes', 'pаssword', 'password'],
])('stays two passwords: %s', (_, one, other) => {
  expect(normalisePassword(one)).not.toBe(normalisePassword(other));
});

it.each([
  ['😀😀😀😀', 4],
  ['e\u0301e\u0301e\u0301e\u0301', 4],
  ['\uFB03\uFB03\uFB03', 9],
  ['', 0],
])('counts characters of the normalised form of %j', (typed, length) => {
  expect(passwordLength(typed)).toBe(length);
});
