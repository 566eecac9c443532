import { TestEnvironment } from 'jest-environment-node';

const KINDS = ['Error', 'AggregateError', 'RangeError', 'SyntaxError', 'TypeError'];
const isInstance = Function.prototype[Symbol.hasInstance];

/** How long one-shot timers of libraries (a Redis command's 3 s, a saga step's 5 s) may still run, in milliseconds. */
const GRACE_MS = 10_000;
const POLL_MS = 20;
/** What keeps a process alive: servers, connections, child processes, timers. */
const HANDLES =
  /^(TCPServerWrap|TCPSocketWrap|PipeWrap|PipeServerWrap|ProcessWrap|Worker|FSEventWrap|Timeout|HTTP.*|TLSWrap)$/;

export default class Environment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.file = context.testPath;
    recogniseErrorsOfNode(this.global);
  }

  async setup() {
    await super.setup();
    // Opened at first use and kept by the worker: not the spec's.
    void [process.stdin, process.stdout, process.stderr];
    this.before = openHandles();
  }

  /** A spec file that leaves a handle open fails with its name, instead of holding the run open. */
  async teardown() {
    await super.teardown();
    const end = performance.now() + GRACE_MS;
    let left = leftOpen(this.before);
    while (left.length > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      left = leftOpen(this.before);
    }
    if (left.length > 0) {
      throw new Error(
        `${this.file} left open: ${left.join(', ')}. Close it in an afterEach or afterAll hook.`,
      );
    }
  }
}

/**
 * What Node itself throws (a refused connection, a missing file) is an Error of Node's own realm; a spec runs in
 * another one and would not know it by `instanceof Error`.
 */
function recogniseErrorsOfNode(global) {
  for (const kind of KINDS) {
    const [inner, outer] = [global[kind], globalThis[kind]];
    Object.defineProperty(inner, Symbol.hasInstance, {
      value(one) {
        return isInstance.call(this, one) || (this === inner && isInstance.call(outer, one));
      },
    });
  }
}

function openHandles() {
  const counts = new Map();
  for (const kind of process.getActiveResourcesInfo()) {
    if (HANDLES.test(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function leftOpen(before) {
  return [...openHandles()]
    .map(([kind, count]) => [kind, count - (before.get(kind) ?? 0)])
    .filter(([, more]) => more > 0)
    .map(([kind, more]) => `${more} × ${kind}`);
}
