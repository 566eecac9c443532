import { Caller } from './caller.ts';
import type { History } from './history.ts';
import { Random } from './random.ts';
import type { Scene, Session } from './scene.ts';
import { Shopper } from './shopper.ts';
import { tendOrders } from './clerk.ts';
import { changePrices, restock } from './staff.ts';

export interface Load {
  baseUrl: string;
  seed: number;
  shoppers: number;
  /** How long new visits begin; what has begun is brought to its end. */
  ms: number;
}

const guest: Session = () => Promise.resolve({});

/** Everybody at once, each with a random source of their own. */
export async function runLoad(scene: Scene, history: History, load: Load): Promise<void> {
  const until = Date.now() + load.ms;
  const isOver = (): boolean => Date.now() >= until;
  const actor = (who: string): [Caller, Random] => [
    new Caller(load.baseUrl, history, who),
    Random.of(load.seed, who),
  ];
  const shoppers = Array.from({ length: load.shoppers }, (_, i) => {
    // Every other one is signed in, each as a person of their own.
    const session = i % 2 === 1 ? scene.people[(i - 1) / 2] : undefined;
    const [caller, random] = actor(`${session ? 'user' : 'guest'} ${i + 1}`);
    return new Shopper(caller, random, scene, session ?? guest).shopUntil(isOver);
  });
  const [pricer, pricerRandom] = actor('staff prices');
  const [keeper, keeperRandom] = actor('staff stock');
  const clerks = ['clerk 1', 'clerk 2'].map((who) => tendOrders(...actor(who), scene, isOver));
  await Promise.all([
    ...shoppers,
    ...clerks,
    changePrices(pricer, pricerRandom, scene, isOver),
    restock(keeper, keeperRandom, scene, isOver),
  ]);
}
