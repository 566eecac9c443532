// Ages and numbers of what waits. Every replica of a service reports the same of a shared table: max, never sum.
import { selector } from './expressions.ts';
import { lines, type PanelOptions } from './panels.ts';

type Given = Pick<PanelOptions, 'title' | 'shows' | 'bad' | 'runbook' | 'limits'> & {
  metric: string;
  where?: string;
  by: string[];
};

export const oldest = (given: Given) => ofTable(given, 's');
export const count = (given: Given) => ofTable(given, 'short');

function ofTable({ metric, where = '', by, ...rest }: Given, unit: string) {
  return lines({
    ...rest,
    unit,
    queries: [
      {
        expr: `max by (${by.join(', ')}) (${selector(metric, where)})`,
        legend: by.map((label) => `{{${label}}}`).join(' '),
      },
    ],
  });
}
