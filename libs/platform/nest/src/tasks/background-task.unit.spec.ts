import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, expect, it, jest } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { BackgroundTask } from './background-task.ts';
import { startWithApp } from './start-with-app.ts';

afterEach(() => void jest.useRealTimers());

const log = { info: () => {}, warn: () => {}, error: () => {} };

it('a task runs round after round while the application does, and the application waits for the last one', async () => {
  const events: string[] = [];
  let endRound = (): void => {};

  @Injectable()
  class Sweeper extends BackgroundTask {
    private rounds = 0;

    constructor() {
      super({ name: 'sweeper', everyMs: 60_000, log });
    }

    protected override async run(): Promise<number | void> {
      events.push(`round ${++this.rounds}`);
      if (this.rounds < 3) return 0;
      await new Promise<void>((done) => (endRound = done));
      events.push(`ended, running: ${this.isRunning}`);
    }
  }

  @Module({ providers: [Sweeper] })
  class Application {}

  const app = await NestFactory.createApplicationContext(Application, { logger: false });
  await waitFor(() => expect(events).toEqual(['round 1', 'round 2', 'round 3']));
  const closed = app.close().then(() => events.push('closed'));
  await new Promise((done) => setImmediate(done));
  endRound();
  await closed;
  expect(events.slice(3)).toEqual(['ended, running: false', 'closed']);
});

it('a task that returns Infinity is done until it is woken', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  let rounds = 0;

  @Injectable()
  class Once extends BackgroundTask {
    constructor() {
      super({ name: 'once', everyMs: 1, log });
    }

    again(): void {
      this.wake();
    }

    protected override async run(): Promise<number> {
      rounds++;
      return Infinity;
    }
  }

  @Module({ providers: [Once] })
  class Application {}

  const app = await NestFactory.createApplicationContext(Application, { logger: false });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(rounds).toBe(1);
  app.get(Once).again();
  await jest.advanceTimersByTimeAsync(0);
  expect(rounds).toBe(2);
  await app.close();
});

it('startWithApp starts and stops a worker that knows nothing of Nest', async () => {
  const events: string[] = [];
  class Relay {
    start(): void {
      events.push('start');
    }

    async stop(): Promise<void> {
      events.push('stop');
    }
  }

  @Module({ providers: [Relay, startWithApp(Relay)] })
  class Application {}

  const app = await NestFactory.createApplicationContext(Application, { logger: false });
  expect(events).toEqual(['start']);
  await app.close();
  expect(events).toEqual(['start', 'stop']);
});
