// Ages and numbers of what waits. Every replica of a service reports the same of a shared table: max, never sum.
import { orNone, selector } from './expressions.ts';
import { lines, type PanelOptions } from './panels.ts';

type Given = Pick<PanelOptions, 'title' | 'shows' | 'bad' | 'runbook' | 'limits'> & {
  metric: string;
  where?: string;
  by: string[];
};

export const oldest = (given: Given) => ofTable(given, 's');
export const count = (given: Given) => ofTable(given, 'short');

/** Only what is not 0, where most of many series are. */
export function countAboveZero({ metric, where = '', by, ...rest }: Given) {
  const expr = `max by (${by.join(', ')}) (${selector(metric, where)}) > 0`;
  return lines({ ...rest, unit: 'short', queries: [{ expr: orNone(expr, by[0]!), legend: legendOf(by) }] });
}

function ofTable({ metric, where = '', by, ...rest }: Given, unit: string) {
  return lines({
    ...rest,
    unit,
    queries: [
      {
        expr: `max by (${by.join(', ')}) (${selector(metric, where)})`,
        legend: legendOf(by),
      },
    ],
  });
}

const legendOf = (by: string[]): string => by.map((label) => `{{${label}}}`).join(' ');
