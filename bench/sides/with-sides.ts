import { Side } from './side.ts';
import type { ShopOf } from './shop-process.ts';

interface SidesOptions {
  readonly products: number;
  readonly callers: readonly number[];
  /** True: shops that were started here go on running. */
  readonly isKept: boolean;
}

export type NamedShop = ShopOf & { readonly name: string };

/** Opens the shops, does the work, and closes what it started, also after Ctrl-C. */
export async function withSides(
  shops: readonly NamedShop[],
  { products, callers, isKept }: SidesOptions,
  work: (sides: readonly Side[]) => Promise<void>,
): Promise<void> {
  const connections = Math.max(...callers, 64);
  const sides: Side[] = [];
  const close = async (): Promise<void> => {
    for (const side of sides.splice(0)) await side.close(isKept);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(130)));
  try {
    for (const shop of shops) sides.push(await Side.open(shop.name, shop, { products, connections }));
    await work(sides);
  } finally {
    await close();
  }
}
