import type { OrderAccess } from '@tradepost/contracts';
import type { Call } from '@tradepost/rpc';
import type { Asker } from '../domain/access.ts';
import type { GuestTokens } from '../flows/ports.ts';
import type { Wait } from '../flows/waiting.ts';

// The answer must still travel when the caller's patience ends.
const ANSWER_MARGIN_MS = 250;

/** Who asks for this order, and whether the token shown is its own. */
export function askerOf(tokens: GuestTokens, orderId: string, access: OrderAccess | undefined): Asker {
  const { userId = '', token = '', staff = false } = access ?? {};
  return {
    userId: userId || null,
    isTokenValid: token !== '' && tokens.isValid(orderId, token),
    isStaff: staff,
  };
}

/** The token of a guest who has shown the right one. */
export function shownBy({ isTokenValid }: Asker, access: OrderAccess | undefined): string {
  return isTokenValid && access ? access.token : '';
}

export function waitOf({ deadline, signal }: Call): Wait {
  if (deadline === undefined) return { signal };
  return { signal, timeoutMs: deadline - Date.now() - ANSWER_MARGIN_MS };
}
