import type { EchoClient } from './echo.ts';

export interface LoadResult {
  readonly answers: Readonly<Record<string, number>>;
  readonly failures: readonly Error[];
}

/** Runs callers, each making one call after the other, while `work` runs. */
export async function underLoad(
  client: EchoClient,
  something: (soFar: Readonly<Record<string, number>>) => Promise<unknown>,
): Promise<LoadResult> {
  const answers: Record<string, number> = {};
  const failures: Error[] = [];
  let isOver = false;
  const caller = async () => {
    while (!isOver) {
      try {
        const name = await client.who();
        answers[name] = (answers[name] ?? 0) + 1;
      } catch (error) {
        failures.push(error as Error);
      }
    }
  };
  const callers = Array.from({ length: 8 }, caller);
  try {
    await something(answers);
  } finally {
    isOver = true;
    await Promise.all(callers);
  }
  return { answers, failures };
}
