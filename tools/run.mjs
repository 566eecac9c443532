// `node tools/run.mjs <script.ts> [arguments]`: any other script of the project, under the right Node
// and with packages installed. The path is taken from the root of the clone.
import { handOver } from './bootstrap/hand-over.mjs';

const [script, ...args] = process.argv.slice(2);
if (!script) {
  console.error('Usage: node tools/run.mjs <script> [arguments]');
  process.exit(2);
}
await handOver(script, args);
