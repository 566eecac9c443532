import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { root, type Stack } from '../dev/stack.ts';
import { stackFileOf } from '../dev/stack-file.ts';

/** The part of the proof's result that is read here. */
interface Proof {
  calls: number;
  unhealed: Record<string, number>;
  verdicts: { name: string; violations: number; shown?: { what: string } }[];
}

/** A few customers who buy all the time, and the check of every guarantee at the end: e2e/faults. */
export class Load {
  private readonly child: ChildProcess;
  private output = '';
  private readonly begun = Promise.withResolvers<void>();
  private readonly ended: Promise<number | null>;

  constructor(stack: Stack, seed: number) {
    const options = [
      ...['--shoppers', '3', '--faults', '0', '--rush', '0', '--calm', '--seed', String(seed)],
      ...['--heal-seconds', '90', '--seconds', '3600', '--until-closed', '--json'],
    ];
    const child = spawn(process.execPath, [path.join(root, 'e2e/faults/main.ts'), ...options], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, TEST_STACK_FILE: stackFileOf(stack) },
    });
    this.child = child;
    child.stdout.on('data', (chunk) => (this.output += String(chunk)));
    child.stderr.on('data', (chunk) => {
      if (String(chunk).includes('customers shop')) this.begun.resolve();
    });
    this.ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
    stack.teardown.add(() => Promise.resolve(child.kill()));
  }

  /** Resolves when customers shop. */
  begins(): Promise<void> {
    const early = this.ended.then((code) => {
      throw new Error(`the load ended with code ${code} before it began`);
    });
    return Promise.race([this.begun.promise, early]);
  }

  /** Ends the load, waits until nothing is in progress, and answers what was violated. */
  async finish(): Promise<{ calls: number; guarantees: string; faults: string[] }> {
    this.child.stdin?.end();
    await this.ended;
    const at = this.output.indexOf('{\n');
    if (at === -1) return { calls: 0, guarantees: '', faults: ['the load ended without a result'] };
    const { calls, unhealed, verdicts } = JSON.parse(this.output.slice(at)) as Proof;
    const broken = verdicts.filter(({ violations }) => violations > 0);
    return {
      calls: calls,
      guarantees: `${verdicts.length - broken.length} of ${verdicts.length}`,
      faults: [
        ...broken.map(({ name, shown }) => `${name} violated: ${shown?.what ?? ''}`),
        ...Object.entries(unhealed).map(([what, count]) => `still in progress: ${count} ${what}`),
      ],
    };
  }
}
