import { ImportOutcome } from '@tradepost/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ImportFixture } from './testing/import-fixture.ts';
import { aPatch, aVariantPatch } from './testing/patches.ts';
import { type RunningProduct, runProduct } from './testing/product-service.ts';

let running: RunningProduct;
const imports = new ImportFixture(() => running);
beforeAll(async () => {
  running = await runProduct();
}, 30_000);
afterAll(() => running.close());

const { CREATED, UNCHANGED } = ImportOutcome;

describe('a large product', () => {
  it.each([
    [2_048, 40],
    [600, 600],
  ])(
    'of %d variants with %d values of an option is one change, and again none',
    async (count, wide) => {
      const slug = `large-${count}`;
      const high = Math.ceil(count / wide);
      const options = [
        { name: 'Size', values: Array.from({ length: wide }, (_, i) => `S${i}`) },
        { name: 'Colour', values: Array.from({ length: high }, (_, i) => `C${i}`) },
      ];
      const variants = Array.from({ length: count }, (_, i) =>
        aVariantPatch(`${slug}-${i}`, 1_000, {
          options: [
            { name: 'Size', value: `S${i % wide}` },
            { name: 'Colour', value: `C${Math.floor(i / wide)}` },
          ],
          imageUrl: `https://pictures.example/${i}.jpg`,
        }),
      );
      const patch = aPatch(slug, {
        title: slug,
        options: { options, keepsFurther: true },
        variants: { variants },
      });
      expect(await imports.patch(patch)).toMatchObject([{ outcome: CREATED, errors: [] }]);
      const product = await imports.shown(slug);
      expect([product?.variants.length, product?.version]).toEqual([count, 1]);
      // A product has 250 pictures at most; those of further variants stay with the variants.
      expect([product?.images.length, product?.variants[count - 1]?.imageUrl]).toEqual([
        ...[250, `https://pictures.example/${count - 1}.jpg`],
      ]);
      expect(await imports.patch(patch)).toMatchObject([{ outcome: UNCHANGED }]);
    },
    20_000,
  );

  it('may have a description of 200 000 characters, in a script without spaces, too', async () => {
    const description = `<p>${'字'.repeat(199_993)}</p>`;
    const variants = { variants: [aVariantPatch('long', 500)] };
    const patch = aPatch('long', { title: 'Long', description, variants });
    expect(await imports.patch(patch)).toMatchObject([{ outcome: CREATED }]);
    expect((await imports.shown('long'))?.description).toBe(description);
  });
});
