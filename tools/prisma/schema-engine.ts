#!/usr/bin/env node
// Stands in for the native schema engine, which Prisma's CLI would download: started as PRISMA_SCHEMA_ENGINE_BINARY, it
// speaks the CLI's protocol (a JSON-RPC message per line) and answers with Prisma's own engine from a package.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { engineVersion } from '@tradepost/database/schema-engine';
import { type Addresses, connectionCommand } from './connection-commands.ts';
import { answer, type Request } from './engine-requests.ts';

// The CLI shows what comes on stderr as the native engine logs it, and nothing else.
process.on('uncaughtException', ({ stack, message }) => {
  process.stderr.write(`${JSON.stringify({ level: 'ERROR', fields: { message: stack ?? message } })}\n`);
  process.exit(1);
});

const args = process.argv.slice(2);
const valueOf = (name: string) => args[args.indexOf(name) + 1] ?? '';

if (args.includes('--version') || args.includes('-V')) {
  console.log(`schema-engine-cli ${engineVersion()}`);
  process.exit(0);
}
const addresses = JSON.parse(args.includes('--datasource') ? valueOf('--datasource') : '{}') as Addresses;
if (args.includes('cli')) process.exit(await connectionCommand(valueOf('cli'), addresses));

const datamodels = args.flatMap((arg, n): [string, string][] => {
  const file = args[n + 1];
  return arg === '--datamodels' && file ? [[file, readFileSync(file, 'utf8')]] : [];
});
const send = (message: object) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

async function respond(line: string): Promise<void> {
  const request = JSON.parse(line) as Partial<Request>;
  // Without a method it is the answer to what was printed.
  if (!request.method) return;
  try {
    const { result, printed } = await answer(request as Request, { addresses, datamodels });
    if (printed !== undefined)
      send({ id: `print-${request.id}`, method: 'print', params: { content: printed } });
    send({ id: request.id, result });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const data = { is_panic: false, message, error_code: (error as { code?: string }).code };
    send({ id: request.id, error: { code: 4466, message, data } });
  }
}

let queue = Promise.resolve();
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line.trim()) queue = queue.then(() => respond(line));
  })
  .on('close', () => void queue.then(() => process.exit(0)));
