import type { Stack } from '../stack.ts';

/** What a stage found; a check that is no collection of tests counts as one. */
export interface Outcome {
  passed: number;
  failed: number;
  /** One text per failure. */
  failures: string[];
  /** Why nothing was checked: neither passed nor failed. */
  skipped?: string;
}

export interface Context {
  stack: Stack;
  /** Addresses of what the stage needs, for its environment. */
  env: Record<string, string>;
}

export interface Stage {
  name: string;
  /** `nothing` runs without any server, `parts` on Postgres, Redis and Consul, `shop` on all of it. */
  needs: 'nothing' | 'parts' | 'shop';
  /** False where what it looks at does not exist in this clone. */
  isThere: () => boolean;
  run: (context: Context) => Promise<Outcome>;
}

export const passedOnce: Outcome = { passed: 1, failed: 0, failures: [] };

export function failedOnce(why: string): Outcome {
  return { passed: 0, failed: 1, failures: [why] };
}

export function skippedOnce(why: string): Outcome {
  return { passed: 0, failed: 0, failures: [], skipped: why };
}

export function sum(outcomes: Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((total, { passed }) => total + passed, 0),
    failed: outcomes.reduce((total, { failed }) => total + failed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}
