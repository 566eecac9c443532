import { spawn } from 'node:child_process';

/** Runs npm quietly; its output is shown only when it fails. */
export function npm(args, options) {
  // Under `npm start` npm tells where it lies; then no shell and no PATH are involved.
  const own = process.env.npm_execpath;
  const isNpm = own !== undefined && /npm-cli\.(c?js|mjs)$/.test(own);
  const [command, prefix] = isNpm ? [process.execPath, [own]] : ['npm', []];
  const windowsShell = !isNpm && process.platform === 'win32';
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...prefix, ...args], {
      ...options,
      shell: windowsShell,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (fault) => reject(new Error(`npm could not be started: ${fault.message}`)));
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args[0]} failed:\n${output.trim()}`)),
    );
  });
}
