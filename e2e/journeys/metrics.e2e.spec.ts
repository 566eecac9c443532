import { runTool, stackPath } from '../fixtures/commands.ts';
import { body, expect, test } from '../fixtures/shop.ts';

test('every series of every process is declared, with its labels, their values and its bound', async ({
  shop,
}) => {
  const variant = await shop.aVariant();
  await body(await shop.buyLines([{ variantId: variant.id, quantity: 1 }]), 201);
  // What anyone may send must not become a label.
  await shop.request.get(`/api/v1/nothing-${Date.now()}`);
  await shop.request.fetch('/api/v1/products', { method: 'PROPFIND' });
  await shop.request.get(`/no-such-page-${Date.now()}`);
  const { code, stderr } = await runTool('tools/metrics/main.ts', stackPath);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
