import { describe, expect, it } from '@jest/globals';
import { checkToken, type StoredToken } from './account-token.ts';

const now = new Date('2026-11-20T12:00:00Z');
const aToken = (changes: Partial<StoredToken> = {}): StoredToken => ({
  userId: 'ada',
  expiresAt: new Date('2026-11-20T13:00:00Z'),
  isUsed: false,
  isReplaced: false,
  ...changes,
});
const refusal = (token: StoredToken | undefined): unknown => {
  try {
    checkToken(token, now);
    return 'accepted';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a link in a mail', () => {
  it('is accepted once, until it expires', () => {
    expect(refusal(aToken())).toBe('accepted');
    expect(refusal(aToken({ isUsed: true }))).toBe('token.used');
    expect(refusal(aToken({ expiresAt: now }))).toBe('token.expired');
  });

  it('for an address without an account is as unknown as one that never existed', () => {
    expect(refusal(undefined)).toBe('token.unknown');
    expect(refusal(aToken({ userId: undefined }))).toBe('token.unknown');
  });

  it('of a change that was stopped or replaced is not called used', () => {
    expect(refusal(aToken({ isUsed: true, isReplaced: true }))).toBe('token.replaced');
  });

  it('that was used is refused as used, even after it expired', () => {
    expect(refusal(aToken({ isUsed: true, expiresAt: new Date(0) }))).toBe('token.used');
  });
});
