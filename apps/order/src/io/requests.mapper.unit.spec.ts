import { expect, it } from '@jest/globals';
import { assertCursor } from './requests.mapper.ts';

it('refuses a cursor by the name that callers of the API know', () =>
  expect(() => assertCursor(false)).toThrow(
    expect.objectContaining({ code: 'cursor.invalid', message: expect.stringMatching(/^cursor: [^_`]*$/) }),
  ));
