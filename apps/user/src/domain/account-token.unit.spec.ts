import { describe, expect, it } from '@jest/globals';
import { checkToken, type ShownToken } from './account-token.ts';

const now = new Date('2026-11-20T12:00:00Z');
const aToken = (changes: Partial<ShownToken> = {}): ShownToken => ({
  userId: 'ada',
  expiresAt: new Date('2026-11-20T13:00:00Z'),
  isUsed: false,
  ...changes,
});
const refusal = (token: ShownToken | undefined): unknown => {
  try {
    checkToken(token, now);
    return 'good';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a link in a mail', () => {
  it('is good once and for a while', () => {
    expect(refusal(aToken())).toBe('good');
    expect(refusal(aToken({ isUsed: true }))).toBe('token.used');
    expect(refusal(aToken({ expiresAt: now }))).toBe('token.expired');
  });

  it('of nobody is as unknown as one that never was', () => {
    expect(refusal(undefined)).toBe('token.unknown');
    expect(refusal(aToken({ userId: undefined }))).toBe('token.unknown');
  });

  it('that was used says so, however old it is', () => {
    expect(refusal(aToken({ isUsed: true, expiresAt: new Date(0) }))).toBe('token.used');
  });
});
