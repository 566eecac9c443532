import { parseArgs } from 'node:util';
import { KINDS } from './faults/schedule.ts';

export interface Options {
  seed: number;
  loadMs: number;
  shoppers: number;
  /** How many faults; undefined: one about every six seconds. */
  faults: number | undefined;
  /** Kinds such as `kill`, or one fault such as `kill:order`; all when empty. */
  only: string[];
  /** Buyers of one item with a hundred pieces, all at once, before the faults begin. */
  rush: number;
  healMs: number;
  json: boolean;
  /** Customers only, whose payments work: no staff, no rush. */
  calm: boolean;
  /** Customers shop until standard input is closed, instead of for a time. */
  untilClosed: boolean;
}

export const USAGE = `npm run prove -- [options]
  --minutes N | --seconds N   how long customers shop (default 2 minutes)
  --seed S                    the same seed makes the same choices and faults (default: the time)
  --instances 2               how many of each service, or order=2,cart=3 (own stack only)
  --shoppers N                how many at once (default 12)
  --rush N                    buyers of one item (100 pieces) at once, at the start (default 1000)
  --faults N                  how many faults; 0 for none (default: one about every 6 s)
  --only kill,redis,…         kinds of faults: ${KINDS.join(', ')}; or one with its target, such as kill:order
  --heal-seconds N            how long the shop may take to finish all work (default 120)
  --calm                      customers only, whose payments work: no staff, no rush
  --until-closed              customers shop until standard input is closed
  --json                      the result as JSON, progress goes to stderr
  --self-test                 breaks one rule after the other in a copy of the source: each must be detected`;

/** @throws Error with what is wrong and how it is used */
export function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        minutes: { type: 'string' },
        seconds: { type: 'string' },
        seed: { type: 'string' },
        shoppers: { type: 'string', default: '12' },
        faults: { type: 'string' },
        rush: { type: 'string', default: '1000' },
        only: { type: 'string', default: '' },
        'heal-seconds': { type: 'string', default: '120' },
        json: { type: 'boolean', default: false },
        calm: { type: 'boolean', default: false },
        'until-closed': { type: 'boolean', default: false },
      },
    });
    const seconds = values.seconds ?? String(numberOf('minutes', values.minutes ?? '2', 0) * 60);
    return {
      seed: numberOf('seed', values.seed ?? String(Math.floor(Date.now() / 1000) % 100_000), 0),
      loadMs: numberOf('seconds', seconds, 1) * 1_000,
      shoppers: numberOf('shoppers', values.shoppers, 1),
      faults: values.faults === undefined ? undefined : numberOf('faults', values.faults, 0),
      rush: numberOf('rush', values.rush, 0),
      only: kindsOf(values.only),
      healMs: numberOf('heal-seconds', values['heal-seconds'], 1) * 1_000,
      json: values.json,
      calm: values.calm,
      untilClosed: values['until-closed'],
    };
  } catch (fault) {
    throw new Error(`${(fault as Error).message}\n\n${USAGE}`, { cause: fault });
  }
}

function kindsOf(text: string): string[] {
  const wanted = text.split(',').filter(Boolean);
  const unknown = wanted.find((one) => !KINDS.includes(one.split(':')[0] as (typeof KINDS)[number]));
  if (unknown) throw new Error(`--only: unknown fault "${unknown}"`);
  return wanted;
}

function numberOf(name: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < least)
    throw new Error(`--${name}: "${text}" must be a number of at least ${least}`);
  return value;
}
