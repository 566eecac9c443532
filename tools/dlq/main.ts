import { parseArgs } from 'node:util';
import { openShop, runCommand } from '../input/command-line.ts';
import { discard, list, redrive, redriveAll, show, type Output } from './dead-letters.ts';

const USAGE = `Usage: npm run dlq -- list [--json]
       npm run dlq -- show <id> [--json]
       npm run dlq -- redrive <id> | --all [--json]
       npm run dlq -- discard <id> --reason <why>`;

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
      reason: { type: 'string' },
    },
  });
  const [command, id, ...more] = positionals;
  const out: Output = { json: values.json, print: (line) => console.log(line) };
  if (more.length === 0) {
    if (command === 'list' && !id) return list(openShop(), out);
    if (command === 'show' && id) return show(openShop(), id, out);
    if (command === 'redrive' && values.all && !id) return redriveAll(openShop(), out);
    if (command === 'redrive' && id && !values.all) return redrive(openShop(), id, out);
    if (command === 'discard' && id && values.reason) return discard(openShop(), id, values.reason, out);
  }
  console.error(USAGE);
  return 2;
});
