import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

export interface Options {
  /** A commit, or the folder of a clone. */
  readonly against: string | undefined;
  readonly profile: boolean;
  readonly keep: boolean;
  readonly json: string | undefined;
  readonly seconds: number;
  readonly pairs: number;
  readonly products: number;
  readonly idle: number;
  readonly callers: readonly number[];
  /** Beginnings of scenarios' names, or names of other measurements; empty for all. */
  readonly only: readonly string[];
}

/** @param own what this command has besides */
export function readOptions(args: string[], own: ParseArgsOptionsConfig = {}): Options {
  const { values } = parseArgs({
    args,
    options: {
      against: { type: 'string' },
      profile: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      json: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      pairs: { type: 'string', default: '' },
      products: { type: 'string', default: '1000' },
      idle: { type: 'string', default: '60' },
      callers: { type: 'string', default: '1,16,64' },
      only: { type: 'string', default: '' },
      ...own,
    },
  });
  const number = (name: string, text: string): number => {
    const value = Number(text);
    if (text === '' || !(value > 0)) throw new Error(`--${name} must be a number above 0, not "${text}"`);
    return value;
  };
  return {
    ...{ against: values.against, profile: values.profile, keep: values.keep, json: values.json },
    seconds: number('seconds', values.seconds),
    // One shop alone has nothing to be compared with.
    pairs: number('pairs', values.pairs || (values.against ? '5' : '1')),
    products: number('products', values.products),
    idle: number('idle', values.idle),
    callers: values.callers.split(',').map((one) => number('callers', one)),
    only: values.only.split(',').filter(Boolean),
  };
}
