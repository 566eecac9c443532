import { inTurns, type Measures } from './measures/statistics.ts';
import type { Results } from './measures/results.ts';
import { tableOf } from './measures/table.ts';
import { turn } from './measures/turn.ts';
import type { Options } from './options.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import type { Side } from './sides/side.ts';

const WARM_UP_S = 2;

/** Loads the sides by turns, scenario by scenario, and prints each when its last pair is measured. */
export async function compare(sides: readonly Side[], options: Options, results: Results): Promise<void> {
  const ofSides = new Map<Side, Scenario[]>();
  for (const side of sides) ofSides.set(side, await scenarios(side, options.callers));
  const first = ofSides.get(sides[0] as Side) ?? [];
  for (const [index, { name, callers }] of first.entries()) {
    if (options.only.length > 0 && !options.only.some((one) => name.startsWith(one))) continue;
    const scenarioOf = (side: Side): Scenario => ofSides.get(side)?.[index] as Scenario;
    for (const count of callers) {
      for (const side of sides) await warmUp(scenarioOf(side), count);
      for (let round = 0; round < options.pairs; round++) {
        const measured = new Map<Side, Measures>();
        for (const side of inTurns(sides, round))
          measured.set(side, await turn(side, scenarioOf(side), count, options.seconds));
        const result = results.add(
          name,
          count,
          sides.map((side) => measured.get(side) ?? {}),
        );
        if (round === options.pairs - 1) console.log(`\n${tableOf(result, results.sides)}`);
      }
    }
  }
}

/** Code that has run is compiled, and what it read is cached: a shop that has just started is a sixth slower. */
async function warmUp(scenario: Scenario, callers: number): Promise<void> {
  await scenario.prepare?.();
  await scenario.run(callers, WARM_UP_S);
}
