import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';
import type { TestData, Session } from './test-data.ts';
import { Shopper } from './shopper.ts';
import { tendOrders } from './clerk.ts';
import { changePrices, restock } from './staff.ts';

export interface Load {
  baseUrl: string;
  seed: number;
  shoppers: number;
  /** How long new visits start; a started visit is finished. */
  ms: number;
  /** Ends the load before that. */
  isEnough?: () => boolean;
  /** Customers only, whose payments work. */
  calm?: boolean;
}

const guest: Session = () => Promise.resolve({});

/** All actors run concurrently, each with its own random source. */
export async function runLoad(data: TestData, history: History, load: Load): Promise<void> {
  const until = Date.now() + load.ms;
  const isOver = (): boolean => Date.now() >= until || (load.isEnough?.() ?? false);
  const actor = (who: string): [Caller, Random] => [
    new Caller(load.baseUrl, history, who),
    Random.of(load.seed, who),
  ];
  const shoppers = Array.from({ length: load.shoppers }, (_, i) => {
    // Every other shopper is signed in, each as a user of their own.
    const session = i % 2 === 1 ? data.users[(i - 1) / 2] : undefined;
    const [caller, random] = actor(`${session ? 'user' : 'guest'} ${i + 1}`);
    return new Shopper(
      caller,
      random,
      { data, pay: load.calm ? 'tok_ok' : undefined },
      session ?? guest,
    ).shopUntil(isOver);
  });
  if (load.calm) return void (await Promise.all(shoppers));
  const [pricer, pricerRandom] = actor('staff prices');
  const [keeper, keeperRandom] = actor('staff stock');
  const clerks = ['clerk 1', 'clerk 2'].map((who) => tendOrders(...actor(who), data, isOver));
  await Promise.all([
    ...shoppers,
    ...clerks,
    changePrices(pricer, pricerRandom, data, isOver),
    restock(keeper, keeperRandom, data, isOver),
  ]);
}
