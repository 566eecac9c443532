import { newSpanId, newTraceId, recordSpansWith, runInContext } from '@tradepost/observability';
import { recordSpans } from '@tradepost/observability/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Stage } from './testing/stage.ts';
import { breaks, first, saysNo } from './testing/world.ts';

jest.setTimeout(20_000);

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.own.close());
beforeEach(() => stage.clear());
afterEach(async () => {
  recordSpansWith(undefined);
  await stage.stopAll();
});

const aTrace = () => ({ traceId: newTraceId(), spanId: newSpanId(), isSampled: true });

test('a saga is a span below the request, and each attempt of a step one below it', async () => {
  const spans = recordSpans();
  const request = aTrace();
  stage.world.trouble.set('before hold', first(1, breaks));
  stage.world.trouble.set('before confirm', saysNo);
  const { running } = await runInContext(request, () => stage.begin());
  await running.ended;
  const [saga] = spans.filter(({ name }) => name === `saga ${stage.name}`);
  expect(saga).toMatchObject({
    ...{ traceId: request.traceId, parentSpanId: request.spanId },
    attributes: { 'tradepost.saga.outcome': 'refused', 'tradepost.saga.is_resumed': false },
  });
  const steps = spans.filter(({ parentSpanId }) => parentSpanId === saga?.spanId);
  const names = steps.map(({ name, attributes, error }) =>
    [name.slice(stage.name.length + 2), attributes['tradepost.attempt'], error ? 'failed' : 'ok'].join(' '),
  );
  expect(names).toEqual(
    expect.arrayContaining([
      'freeze 1 ok',
      'hold 1 failed',
      'hold 2 ok',
      'confirm 2 failed',
      'undo hold 1 ok',
    ]),
  );
  for (const { traceId } of spans) expect(traceId).toBe(request.traceId);
});

test('a saga that another process resumes goes on in the trace that its row stores', async () => {
  const spans = recordSpans();
  const request = aTrace();
  const saga = await runInContext(request, () => stage.insert(stage.replica({}, false)));
  stage.replica();
  await stage.expectBought(saga.id);
  const [resumed] = spans.filter(({ name }) => name === `saga ${stage.name}`);
  expect(resumed).toMatchObject({
    ...{ traceId: request.traceId, parentSpanId: request.spanId },
    attributes: { 'tradepost.saga.is_resumed': true },
  });
});

test('a saga whose row stores no span, as the release before wrote it, is not recorded', async () => {
  const spans = recordSpans();
  const request = { ...aTrace(), isSampled: false };
  const saga = await runInContext(request, () => stage.insert(stage.replica({}, false)));
  stage.replica();
  await stage.expectBought(saga.id);
  expect(spans).toEqual([]);
});
