import type { Answer, Call, Caller } from './caller.ts';
import type { Random } from './random.ts';

/** Makes a call once, twice concurrently, or with an early disconnect; repeats it with the same key until its answer is final. */
export async function insist(caller: Caller, random: Random, call: Call): Promise<Answer> {
  if (random.chance(0.2)) {
    const [one, other] = await Promise.all([caller.call(call), caller.call(call)]);
    if (one.outcome !== 'unknown' && other.outcome !== 'unknown') return one;
  }
  const impatient = random.chance(0.2) ? { patienceMs: random.between(5, 200) } : {};
  const first = await caller.call({ ...call, ...impatient });
  return first.outcome === 'unknown' ? caller.settled(call, random, 60_000) : first;
}
