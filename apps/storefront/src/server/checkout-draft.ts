import type { Schema } from '@tradepost/api-client';
import type { Shop } from './shop.ts';

const HOUR_S = 3_600;
/** Whoever comes back later than that wants to look again before anything is bought. */
const PRESSED_MS = 180_000;

/** What the checkout needs to remember of a shopper between two pages; the cart knows the rest. */
export type Draft = {
  readonly email: string;
  readonly card?: string;
  readonly billing?: Schema<'Address'>;
  /** The button was pressed: this is to be bought, and asked again until there is an answer. */
  readonly pressed?: {
    readonly attempt: string;
    readonly cartId: string;
    readonly expectedTotal: Schema<'Money'>;
    readonly atMs: number;
  };
};

export function readDraft(shop: Shop): Draft | undefined {
  const text = shop.cookie('checkout');
  if (!text) return undefined;
  try {
    const draft = JSON.parse(Buffer.from(text, 'base64url').toString()) as Partial<Draft>;
    return typeof draft?.email === 'string' ? (draft as Draft) : undefined;
  } catch {
    return undefined;
  }
}

export function keepDraft(shop: Shop, draft: Draft): void {
  shop.setCookie('checkout', Buffer.from(JSON.stringify(draft)).toString('base64url'), HOUR_S);
}

export const dropDraft = (shop: Shop): void => shop.setCookie('checkout', '', 0);

/** What is being bought; undefined when the button was not pressed just now. */
export function pressedIn(draft: Draft | undefined, nowMs: number): Draft['pressed'] {
  const pressed = draft?.pressed;
  return pressed && nowMs - pressed.atMs < PRESSED_MS ? pressed : undefined;
}
