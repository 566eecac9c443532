import { expect, test } from '@playwright/test';
import { runTool, sharedFiles, type CommandResult } from '../fixtures/commands.ts';

// One after the other: two replays of one file at once would change each other's prices.
test.describe.configure({ mode: 'default' });

const REPLAY = 'tools/replay/main.ts';

interface DayReport {
  invoicesRead: number;
  ordersPlaced: number;
  alreadyThere: number;
  sumOurs: { amount: number };
  difference: { amount: number };
}

function onlyDay({ code, stdout, stderr }: CommandResult): DayReport {
  expect(code, stdout + stderr).toBe(0);
  const { days } = JSON.parse(stdout) as { days: [DayReport] };
  return days[0];
}

test('invoices become orders to the penny; again, nothing is placed twice', async () => {
  const first = onlyDay(await runTool(REPLAY, 'tools/samples/invoices.csv', '--json'));
  expect(first).toMatchObject({ invoicesRead: 9, difference: { amount: 0 }, sumOurs: { amount: 27998 } });
  expect(first.ordersPlaced + first.alreadyThere).toBe(6);
  const second = onlyDay(await runTool(REPLAY, 'tools/samples/invoices.csv', '--json'));
  expect(second).toMatchObject({ ordersPlaced: 0, alreadyThere: 6, sumOurs: { amount: 27998 } });
});

test('the replay names every skipped row', async () => {
  const { stdout } = await runTool(REPLAY, 'tools/samples/invoices.csv', '--rows');
  expect(stdout).toContain('2011-03-01: 9 invoices read');
  expect(stdout).toContain('line 10: invoice C900104: cancellation');
  expect(stdout).toContain('line 14: invoice 900107: one code at two prices in the invoice');
});

for (const file of sharedFiles('online-retail', '2010-12-01.csv')) {
  test('a part of a real day becomes orders to the penny', async () => {
    test.setTimeout(120_000);
    const day = onlyDay(await runTool(REPLAY, file, '--json', '--limit', '20'));
    expect(day.ordersPlaced + day.alreadyThere).toBe(20);
    expect(day.difference.amount).toBe(0);
  });
}
