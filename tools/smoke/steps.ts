import { performance } from 'node:perf_hooks';

export interface StepResult {
  name: string;
  ms: number;
  /** What was seen, or what was wrong. */
  said: string;
  ok: boolean;
}

/** A step that did not see what it expected. */
export class Unexpected extends Error {}

/** Runs steps in order; the first that fails ends the run, because the later ones stand on it. */
export class Steps {
  readonly results: StepResult[] = [];
  private readonly report: (result: StepResult) => void;

  constructor(report: (result: StepResult) => void) {
    this.report = report;
  }

  /** `remark` says in a few words what was seen. */
  async step<T>(name: string, work: () => Promise<T>, remark: (seen: T) => string = () => ''): Promise<T> {
    const began = performance.now();
    const finish = (ok: boolean, said: string): void => {
      const result = { name, ms: Math.round(performance.now() - began), said, ok };
      this.results.push(result);
      this.report(result);
    };
    try {
      const seen = await work();
      finish(true, remark(seen));
      return seen;
    } catch (error) {
      finish(false, reasonOf(error));
      throw new Unexpected(name);
    }
  }

  count(ok: boolean): number {
    return this.results.filter((result) => result.ok === ok).length;
  }
}

/** fetch hides why it failed in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause ? `${message}: ${cause.code ?? cause.message ?? ''}` : message;
}
