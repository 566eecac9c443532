import type { OrderAccess } from '@tradepost/contracts';
import type { Call } from '@tradepost/rpc';
import type { Caller } from '../domain/access.ts';
import type { GuestTokens } from '../flows/ports/guest-tokens.ts';
import type { Wait } from '../flows/waiting.ts';

// The answer must still travel when the caller's deadline ends.
const ANSWER_MARGIN_MS = 250;

/** Who calls about this order, and whether the token shown is the order's own. */
export function callerOf(tokens: GuestTokens, orderId: string, access: OrderAccess | undefined): Caller {
  const { userId = '', token = '', staff = false } = access ?? {};
  return {
    userId: userId || null,
    isTokenValid: token !== '' && tokens.isValid(orderId, token),
    isStaff: staff,
  };
}

/** The token of a guest who has shown the right one. */
export function shownBy({ isTokenValid }: Caller, access: OrderAccess | undefined): string {
  return isTokenValid && access ? access.token : '';
}

export function waitOf({ deadline, signal }: Call): Wait {
  if (deadline === undefined) return { signal };
  return { signal, until: performance.now() + deadline - Date.now() - ANSWER_MARGIN_MS };
}
