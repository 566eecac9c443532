import { startEcho } from './echo.ts';

/** An echo server as a process, to be killed: prints its port, and ends with the process that started it. */
const server = await startEcho(process.argv[2] ?? 'echo');
process.stdin.on('end', () => process.exit()).resume();
process.stdout.write(`${server.port}\n`);
