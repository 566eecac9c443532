import { isAway } from './connection-errors.ts';
import type { Outcome } from './prepared-run.ts';
import type { Sql } from './sql.ts';

/** As many transactions at once; while they run, further writes gather for the next. */
const MOST_RUNNING = 2;
/** Their locks are held until the last of them is done. */
const MOST_JOINED = 16;

interface Waiting {
  readonly statement: Sql;
  readonly resolve: (outcome: Outcome<unknown>) => void;
  readonly reject: (error: unknown) => void;
}

type Run = (statements: readonly Sql[]) => Promise<Outcome<unknown>[]>;

/**
 * Writes of several callers in one transaction: one write to the socket, one commit to wait for (docs/adr/0057). A caller
 * alone waits for nobody. If one fails, Postgres has undone all of them, and each is run again by itself, so that an
 * error reaches its own caller only. When the connection is lost, nobody knows, as with a single statement.
 */
export class JoinedWrites {
  private readonly run: Run;
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(run: Run) {
    this.run = run;
  }

  add(statement: Sql): Promise<Outcome<unknown>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ statement, resolve, reject });
      // Calls that arrived together write together.
      if (this.waiting.length === 1) queueMicrotask(() => this.next());
    });
  }

  private next(): void {
    while (this.waiting.length > 0 && this.running < MOST_RUNNING) {
      const joined = this.waiting.slice(0, MOST_JOINED);
      this.waiting = this.waiting.slice(MOST_JOINED);
      this.running++;
      void this.write(joined).finally(() => {
        this.running--;
        this.next();
      });
    }
  }

  private async write(joined: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.run(joined.map(({ statement }) => statement));
      joined.forEach(({ resolve }, i) => resolve(outcomes[i] as Outcome<unknown>));
    } catch (error) {
      if (joined.length === 1 || isAway(error)) joined.forEach(({ reject }) => reject(error));
      else await Promise.all(joined.map((one) => this.alone(one)));
    }
  }

  private async alone({ statement, resolve, reject }: Waiting): Promise<void> {
    try {
      const [outcome] = await this.run([statement]);
      resolve(outcome as Outcome<unknown>);
    } catch (error) {
      reject(error);
    }
  }
}
