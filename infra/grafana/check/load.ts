import { randomUUID } from 'node:crypto';
import { purchase } from '../../../tools/smoke/purchase.ts';
import { Steps } from '../../../tools/smoke/steps.ts';
import { Visitor } from '../../../tools/smoke/visitor.ts';

const PURCHASES = 4;

/** Some of everything that customers do, so that every panel has something to show. */
export async function load(origin: string): Promise<void> {
  const shop = new Visitor(origin);
  for (let count = 0; count < PURCHASES; count += 1) {
    await browse(origin);
    await purchase(new Steps(() => undefined), shop);
    await signInWrongly(shop);
  }
}

/** Pages, and searches with and without result. */
async function browse(origin: string): Promise<void> {
  const pages = ['/', '/api/v1/products?q=shirt', '/api/v1/products?q=zzzzzzzz', '/no-such-page'];
  for (const page of pages) {
    const response = await fetch(origin + page, { headers: { accept: 'text/html,application/json' } });
    await response.body?.cancel();
  }
}

/** Another address each time: a few wrong passwords close one for a while. */
async function signInWrongly(shop: Visitor): Promise<void> {
  const body = { email: `${randomUUID()}@example.com`, password: 'not the password' };
  await shop.ask('POST', '/api/v1/auth/login', 401, { body });
}
