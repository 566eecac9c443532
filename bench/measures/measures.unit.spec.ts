import { describe, expect, it } from '@jest/globals';
import { cpuMsOf, megabytesIn, parseStat, treeTicks } from './processes.ts';
import { inTurns, median, ratioOf } from './statistics.ts';

const stat = (name: string, parent: number, times: string) =>
  `17 (${name}) S ${parent} 17 17 0 -1 4194560 900 0 5 0 ${times} 20 0 11 0 1222437 1 2 3`;

describe('/proc/<pid>/stat', () => {
  it.each(['node', 'postgres: a b', 'odd) 1 (name', ') '])('is read whatever the name: %s', (name) =>
    expect(parseStat(stat(name, 4, '700 30 8 2'))).toEqual({ parent: 4, ticks: 740 }),
  );

  it('counts a process with all below it, and nothing beside it', () => {
    const stats = new Map([
      [1, { parent: 0, ticks: 1_000 }],
      [2, { parent: 1, ticks: 100 }],
      [3, { parent: 2, ticks: 10 }],
      [4, { parent: 3, ticks: 5 }],
      [5, { parent: 1, ticks: 70 }],
    ]);
    expect(treeTicks(2, stats)).toBe(115);
    expect(treeTicks(9, stats)).toBe(0);
  });

  it('is that of the system: what this process does is counted', () => {
    const before = cpuMsOf({ me: process.pid });
    const until = process.cpuUsage().user + 200_000;
    while (process.cpuUsage().user < until);
    expect((cpuMsOf({ me: process.pid })['me'] ?? 0) - (before['me'] ?? 0)).toBeGreaterThan(100);
  });

  it('gives memory in MB', () => {
    const text = 'VmPeak:\t 9000 kB\nVmHWM:\t  204800 kB\nVmRSS:\t 1024 kB\n';
    expect(megabytesIn(text, 'VmHWM')).toBe(200);
    expect(megabytesIn(text, 'Pss')).toBeNaN();
  });
});

describe('results of pairs', () => {
  it('have a median', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 9])).toBe(3);
    expect(median([])).toBeNaN();
  });

  it('are compared within each pair: the ratio of medians would be 1', () => {
    const pairs = [
      [1, 2],
      [2, 3],
      [3, 1],
    ] as const;
    expect(ratioOf(pairs)).toEqual({ median: 1.5, lowest: 1 / 3, highest: 2 });
  });

  it('leave out a pair of which one side did nothing', () => {
    expect(ratioOf([[0, 5]])).toBeUndefined();
    expect(
      ratioOf([
        [0, 5],
        [2, 3],
        [NaN, 1],
      ]),
    ).toEqual({ median: 1.5, lowest: 1.5, highest: 1.5 });
  });

  it('are measured alternately', () => {
    expect([0, 1, 2, 3].map((round) => inTurns(['a', 'b'], round).join(''))).toEqual([
      'ab',
      'ba',
      'ab',
      'ba',
    ]);
  });
});
