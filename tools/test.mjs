// `npm test`: plain JavaScript, so that an old Node can run it and fetch the right one.
import { handOver } from './bootstrap/hand-over.mjs';

await handOver('tools/dev/test.ts', process.argv.slice(2));
