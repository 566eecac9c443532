import { body, expect, type Order, test } from '../fixtures/shop.ts';

test('a payer who walks away and confirms at once, twenty times: one of both wins', async ({ shop }) => {
  const mug = await shop.aVariant({ stock: 100 });
  let left = 100;
  for (let round = 0; round < 20; round++) {
    const cart = await shop.aCart({ variantId: mug.id, quantity: 1 });
    const asked = await shop.buyCart(cart, { token: 'tok_requires_action' });
    const order = await body<Order & { challenge: { url: string } }>(asked, 202);
    const headers = { 'Order-Token': order.token };
    const say = (word: string) =>
      shop.request.post(`/api/v1/orders/${order.id}/payment/${word}`, { data: {}, headers });
    // The provider's webhook is on its way as well.
    await body(await shop.request.post(order.challenge.url, { data: { outcome: 'passed' } }), 200);
    const operations = round % 2 ? ['abandon', 'complete'] : ['complete', 'abandon'];
    await Promise.all(operations.map(say));
    const read = async () =>
      body<Order>(await shop.request.get(`/api/v1/orders/${order.id}`, { headers }), 200);
    await expect.poll(async () => (await read()).state).not.toBe('pending');
    const isBought = (await read()).state === 'confirmed';
    if (isBought) left--;
    expect((await say('abandon')).status()).toBe(isBought ? 409 : 200);
    await expect.poll(async () => (await read()).paymentState).toBe(isBought ? 'captured' : 'voided');
    expect(await shop.stockOf(mug.slug)).toBe(left);
    await expect.poll(async () => (await shop.cart(cart)).state).toBe(isBought ? 'ordered' : 'active');
  }
});
