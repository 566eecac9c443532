import { startEcho } from './echo.ts';

/** An echo server as a separate process that tests can kill: prints its port and ends with its parent. */
const server = await startEcho(process.argv[2] ?? 'echo');
process.stdin.on('end', () => process.exit()).resume();
process.stdout.write(`${server.port}\n`);
