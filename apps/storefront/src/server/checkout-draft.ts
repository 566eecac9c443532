import type { Schema } from '@tradepost/api-client';
import type { Shop } from './shop.ts';

const HOUR_S = 3_600;
/** After this a stored intent is ignored, so that the customer can review the order first. */
const PENDING_MAX_AGE_MS = 180_000;

/** What the checkout stores between two pages; the rest is in the cart. */
export interface Draft {
  readonly email: string;
  readonly paymentMethod?: string;
  readonly billing?: Schema<'Address'>;
  /** "Place order" was pressed: place this order, and retry until it is settled. */
  readonly pending?: {
    readonly attempt: string;
    readonly cartId: string;
    readonly expectedTotal: Schema<'Money'>;
    readonly atMs: number;
  };
}

export function readDraft({ cookies }: Shop): Draft | undefined {
  const draft = cookies.getJson('checkout') as Partial<Draft> | null | undefined;
  return typeof draft?.email === 'string' ? (draft as Draft) : undefined;
}

export const writeDraft = ({ cookies }: Shop, draft: Draft): void =>
  cookies.setJson('checkout', draft, HOUR_S);

export const deleteDraft = ({ cookies }: Shop): void => cookies.delete('checkout');

/** The order to place; undefined when the button was not pressed recently. */
export function pendingIn(draft: Draft | undefined, nowMs: number): Draft['pending'] {
  const pending = draft?.pending;
  return pending && nowMs - pending.atMs < PENDING_MAX_AGE_MS ? pending : undefined;
}
