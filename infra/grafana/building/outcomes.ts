import { perMinute } from './expressions.ts';
import { lines, type PanelOptions } from './panels.ts';

type Given = Pick<PanelOptions, 'title' | 'shows' | 'bad' | 'runbook' | 'width'> & {
  counter: string;
  where: string;
  by?: string[];
};

/** How often each outcome happened, per minute, as parts of the whole. */
export function outcomes({ counter, where, by = ['outcome'], ...rest }: Given) {
  return lines({
    ...rest,
    unit: 'cpm',
    stacked: true,
    queries: [
      {
        expr: perMinute(counter, { where, by }),
        legend: by.map((label) => `{{${label}}}`).join(' '),
      },
    ],
  });
}
