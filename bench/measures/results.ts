import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Measures } from './statistics.ts';

/** The turns of one scenario: a round has one of each side. */
export interface ScenarioResult {
  readonly name: string;
  readonly callers: number;
  readonly rounds: Measures[][];
}

/** What was measured, in the order of the sides. In a file, so that several runs add up. */
export class Results {
  readonly sides: readonly string[];
  readonly scenarios: ScenarioResult[] = [];
  /** What is measured of one shop only. */
  readonly others: Record<string, unknown> = {};
  private readonly file: string | undefined;

  /** @throws Error when the file has results of other builds */
  constructor(sides: readonly string[], file: string | undefined) {
    this.sides = sides;
    this.file = file;
    if (!file || !existsSync(file)) return;
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Pick<Results, 'sides' | 'scenarios' | 'others'>;
    if (kept.sides.join() !== sides.join())
      throw new Error(`${file} has results of ${kept.sides.join(' and ')}: name another file or remove it`);
    this.scenarios.push(...kept.scenarios);
    Object.assign(this.others, kept.others);
  }

  add(name: string, callers: number, round: Measures[]): ScenarioResult {
    let result = this.scenarios.find((one) => one.name === name && one.callers === callers);
    if (!result) this.scenarios.push((result = { name, callers, rounds: [] }));
    result.rounds.push(round);
    this.write();
    return result;
  }

  keep(name: string, value: unknown): void {
    this.others[name] = value;
    this.write();
  }

  private write(): void {
    const { sides, scenarios, others } = this;
    if (this.file)
      writeFileSync(this.file, `${JSON.stringify({ sides, scenarios, others }, undefined, 1)}\n`);
  }
}
