import { purchase } from '../smoke/purchase.ts';
import { Steps, Unexpected } from '../smoke/steps.ts';
import { type Request, Visitor } from '../smoke/visitor.ts';

export interface LoadReport {
  purchases: number;
  requests: number;
  /** How often each failure was seen; ids are left out, so that the same fault is one line. */
  failures: Map<string, number>;
}

/** Each failure with how often it was seen, for people. */
export function failuresOf(failures: LoadReport['failures']): { count: number; lines: string[] } {
  const count = [...failures.values()].reduce((sum, times) => sum + times, 0);
  return {
    count,
    lines: [...failures].map(([failure, times]) => `${String(times).padStart(5)} x ${failure}`),
  };
}

/** Starts a whole purchase every so often, also while earlier ones wait: a slow shop gets no less work. */
export class SteadyLoad {
  readonly report: LoadReport = { purchases: 0, requests: 0, failures: new Map() };
  private readonly running = new Set<Promise<void>>();
  private readonly visitor: Visitor;
  private readonly timer: NodeJS.Timeout;

  constructor(origin: string, perSecond: number) {
    this.visitor = new CountingVisitor(origin, this.report);
    this.timer = setInterval(() => this.start(), 1000 / perSecond);
    this.start();
  }

  async finish(): Promise<LoadReport> {
    clearInterval(this.timer);
    await Promise.all(this.running);
    return this.report;
  }

  private start(): void {
    this.report.purchases++;
    const steps = new Steps(({ ok, said }) => ok || this.count(said));
    // The first failure ends a purchase: that of a step is counted already.
    const one = purchase(steps, this.visitor)
      .catch((error: Error) => error instanceof Unexpected || this.count(error.message))
      .then(() => void this.running.delete(one));
    this.running.add(one);
  }

  private count(failure: string): void {
    const text = failure.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32}\b/g, '…');
    this.report.failures.set(text, (this.report.failures.get(text) ?? 0) + 1);
  }
}

class CountingVisitor extends Visitor {
  private readonly report: LoadReport;

  constructor(origin: string, report: LoadReport) {
    super(origin);
    this.report = report;
  }

  override ask<T>(method: string, path: string, status: number, request?: Request): Promise<T> {
    this.report.requests++;
    return super.ask<T>(method, path, status, request);
  }
}
