import { DomainError } from '@tradepost/decision';
import { sql, type Database } from '@tradepost/database';
import { sagaSql } from '../saga-write.ts';
import { defineSaga, type Saga, type StepRun } from '../saga.ts';

export interface Bag {
  id: string;
  seen: string[];
}

/** A fault at a moment of a saga, once or always; it may throw, or never return. */
export type Trouble = () => void | Promise<void>;

/** A dead process: its awaited result never arrives. */
export const dies: Trouble = () => new Promise(() => {});
export const saysNo = (): never => {
  throw new DomainError('conflict', 'spec.no', 'no', { left: 3 });
};
export const breaks: Trouble = () => {
  throw new Error('connection reset');
};

/** Injects `trouble` the first `times` times. */
export function first(times: number, trouble: Trouble): Trouble {
  return () => (times-- > 0 ? trouble() : undefined);
}

/**
 * Participants whose effects are keyed as the rules demand: repeating changes nothing, and an undo wins for ever.
 * `trouble` is keyed by moment: `before hold`, `after hold`, `before undo hold`, `after undo hold`.
 */
export class World {
  readonly trouble = new Map<string, Trouble>();
  readonly effects = new Map<string, 'there' | 'undone'>();
  /** Whether a step has something to do. */
  needs: (step: string) => boolean = () => true;
  /** Every do and undo that began, in order. */
  readonly calls: string[] = [];
  private readonly db: Database;

  constructor(db: Database) {
    this.db = db;
  }

  /** Three steps that can be undone, the pivot, one step after it. */
  saga(name: string): Saga<Bag> {
    return defineSaga<Bag>({
      name,
      deadlineMs: 1_500,
      steps: [
        this.step('freeze'),
        this.step('hold'),
        this.step('authorise'),
        { name: 'confirm', pivot: true, do: (bag, run) => this.confirm(bag, run) },
        { ...this.step('capture'), undo: undefined },
      ],
      refused: async (bag, why, run) => {
        await this.during('refused', async () => {
          const reason = why.kind === 'no' ? why.error.code : why.kind;
          await this.change(bag.id, `refused ${reason}`, run, bag);
        });
        return run.saved(bag);
      },
      stuck: async (bag, why, run) => {
        await this.change(bag.id, `review ${why.step}`, run, bag);
        return run.saved(bag);
      },
    });
  }

  /** Steps of a saga whose effect exists now. */
  there(id: string): string[] {
    const found = [...this.effects].filter(([what, is]) => is === 'there' && what.endsWith(id));
    return found.map(([what]) => what.split(' ')[0] ?? '');
  }

  /** The pivot: writes our own table and the saga's row in one statement. */
  private async confirm(bag: Bag, run: StepRun<Bag>) {
    const next = { ...bag, seen: [...bag.seen, 'confirm'] };
    await this.during('confirm', () => this.change(bag.id, 'confirmed', run, next));
    return run.saved(next);
  }

  private async change(id: string, state: string, run: StepRun<Bag>, next: Bag): Promise<void> {
    await this.db.execute(sql`WITH saga AS (${sagaSql(run.progress(next))})
      UPDATE orders SET state = ${state}, changes = changes + 1 WHERE id = ${id}`);
  }

  private step(name: string) {
    return {
      name,
      timeoutMs: 500,
      isNeeded: () => this.needs(name),
      do: async (bag: Bag): Promise<Bag> => {
        await this.during(name, () => {
          if (this.effects.get(`${name} ${bag.id}`) === 'undone') saysNo();
          this.effects.set(`${name} ${bag.id}`, 'there');
        });
        return { ...bag, seen: [...bag.seen, name] };
      },
      undo: async (bag: Bag): Promise<void> => {
        await this.during(`undo ${name}`, () => void this.effects.set(`${name} ${bag.id}`, 'undone'));
      },
    };
  }

  private async during(moment: string, effect: () => void | Promise<void>): Promise<void> {
    this.calls.push(moment);
    await this.trouble.get(`before ${moment}`)?.();
    await effect();
    await this.trouble.get(`after ${moment}`)?.();
  }
}
