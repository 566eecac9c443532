import type { Schema } from '@tradepost/api-client';
import type { Shop } from './shop.ts';

const HOUR_S = 3_600;
/** Whoever comes back later than that wants to look again before anything is bought. */
const PRESSED_MS = 180_000;

/** What the checkout needs to remember of a shopper between two pages; the cart knows the rest. */
export type Draft = {
  readonly email: string;
  readonly paymentMethod?: string;
  readonly billing?: Schema<'Address'>;
  /** The button was pressed: this is to be bought, and asked again until there is an answer. */
  readonly pressed?: {
    readonly attempt: string;
    readonly cartId: string;
    readonly expectedTotal: Schema<'Money'>;
    readonly atMs: number;
  };
};

export function readDraft({ cookies }: Shop): Draft | undefined {
  const draft = cookies.getJson('checkout') as Partial<Draft> | null | undefined;
  return typeof draft?.email === 'string' ? (draft as Draft) : undefined;
}

export const writeDraft = ({ cookies }: Shop, draft: Draft): void =>
  cookies.setJson('checkout', draft, HOUR_S);

export const deleteDraft = ({ cookies }: Shop): void => cookies.delete('checkout');

/** What is being bought; undefined when the button was not pressed just now. */
export function pressedIn(draft: Draft | undefined, nowMs: number): Draft['pressed'] {
  const pressed = draft?.pressed;
  return pressed && nowMs - pressed.atMs < PRESSED_MS ? pressed : undefined;
}
