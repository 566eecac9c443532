import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { waitUntil } from '@tradepost/testing/waiting';
import { Stop } from '../console.ts';
import type { Ending, Running } from './launch.ts';
import { SupervisedProcess } from './supervised-process.ts';

/** A launched process that ends when the spec says so. */
class FakeProcess implements Running {
  readonly name = 'cart';
  readonly log = '/nowhere/cart.log';
  readonly pid: number;
  readonly ended: Promise<Ending>;
  end: (ending: Partial<Ending>) => void = () => {};

  constructor(pid: number) {
    this.pid = pid;
    this.ended = new Promise((resolve) => {
      this.end = (ending) => resolve({ code: null, signal: null, ...ending });
    });
  }

  stop(): Promise<void> {
    this.end({ signal: 'SIGTERM' });
    return Promise.resolve();
  }
}

let launched: FakeProcess[];
let isReady: boolean;
let backs: number;
const latest = (): FakeProcess | undefined => launched.at(-1);

function supervised(onLaunch: (process: FakeProcess) => void = () => {}): SupervisedProcess {
  return new SupervisedProcess({
    name: 'cart',
    launch: () => {
      const process = new FakeProcess(launched.length + 1);
      launched.push(process);
      onLaunch(process);
      return process;
    },
    isReady: () => Promise.resolve(isReady),
    onBack: () => void backs++,
    firstPauseMs: 5,
  });
}

beforeEach(() => {
  [launched, isReady, backs] = [[], true, 0];
  jest.spyOn(console, 'error').mockImplementation(() => {});
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => void jest.restoreAllMocks());

describe('a supervised process', () => {
  it('is restarted when it ends, and reports that it is back', async () => {
    const cart = supervised();
    await cart.start();
    latest()?.end({ code: 1 });
    await waitUntil(() => backs === 1);
    expect(cart.running?.pid).toBe(2);
    latest()?.end({ signal: 'SIGKILL' });
    await waitUntil(() => backs === 2);
    await cart.stop();
    expect(launched).toHaveLength(3);
  });

  it('is given three tries at start', async () => {
    isReady = false;
    const cart = supervised((process) => process.end({ code: 7 }));
    await expect(cart.start()).rejects.toThrow('cart ended with code 7, 3 times in a row');
    expect(launched).toHaveLength(3);
  });

  it('is not restarted after a stop', async () => {
    const cart = supervised();
    await cart.start();
    await cart.stop();
    // Another one is restarted meanwhile: the pause is over.
    const other = supervised();
    await other.start();
    latest()?.end({ code: 1 });
    await waitUntil(() => backs === 1);
    await other.stop();
    expect(launched).toHaveLength(3);
  });

  it('is not launched again when the stop comes between two tries', async () => {
    isReady = false;
    const cart = supervised((process) => {
      process.end({ code: 7 });
      if (launched.length === 2) void cart.stop();
    });
    await expect(cart.start()).rejects.toThrow(Stop);
    expect(launched).toHaveLength(2);
  });
});
