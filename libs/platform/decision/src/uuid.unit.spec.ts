import { describe, expect, it } from '@jest/globals';
import { isUuid, normaliseUuid } from './index.ts';

const id = '0193c5de-7a4b-7c33-9d2f-00112233aabb';

describe('a UUID', () => {
  it.each([id, id.toUpperCase(), '0193C5DE-7a4b-7c33-9d2f-00112233AABB'])('may be written as %s', (text) => {
    expect(isUuid(text)).toBe(true);
    expect(normaliseUuid(text)).toBe(id);
  });

  it.each([
    '',
    'no uuid',
    `urn:uuid:${id}`,
    `{${id}}`,
    ` ${id}`,
    `${id}\n`,
    id.replaceAll('-', ''),
    id.replace('a', 'g'),
  ])('is not %j', (text) => {
    expect(isUuid(text)).toBe(false);
    expect(normaliseUuid(text)).toBeUndefined();
  });
});
