// A whole service in a few lines, for the specs of start and shutdown. Run by Node as it is.
import 'reflect-metadata';
import { defineConfig, grpcSettings, serviceSettings } from '@tradepost/config';
import type { Handlers } from '@tradepost/rpc';
import { runService, serve, Worker } from '../index.ts';
import { type Question, questions } from './questions.ts';

class Answers implements Handlers<typeof questions> {
  /** Answers as slowly as it is asked to. */
  async ask({ text, waitMs }: Question): Promise<Question> {
    process.stdout.write(`asked ${text}\n`);
    await new Promise((done) => setTimeout(done, waitMs));
    return { text: `answer to ${text}`, waitMs };
  }
}

class Beat extends Worker {
  start(): void {
    process.stdout.write('worker started\n');
  }

  async stop(): Promise<void> {
    process.stdout.write('worker stopped\n');
  }
}

class SmallModule {}

await runService({
  name: 'small',
  config: defineConfig({ ...serviceSettings, ...grpcSettings }),
  module: { module: SmallModule, providers: [Answers, Beat], exports: [Answers, Beat] },
  grpc: [serve(questions, Answers)],
  workers: [Beat],
});
