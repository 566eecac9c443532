import { expect, it } from '@jest/globals';
import { ApiError, found } from './problem.ts';

const answer = (status: number, error: object) => ({ error, response: new Response(null, { status }) });
const invalid = (part: string) => ({
  code: 'request.invalid',
  status: 400,
  errors: [{ code: 'field.format', in: part }],
});

it.each([
  ['what does not exist', answer(404, { code: 'order.not_found', status: 404 })],
  ['what cannot be an id', answer(400, invalid('params'))],
])('%s is not found', (_, one) =>
  expect(() => found(one)).toThrow(expect.objectContaining({ init: { status: 404 } })),
);

it.each([
  ['wrong body', answer(400, invalid('body'))],
  ['refusal', answer(409, { code: 'order.not_cancellable', status: 409 })],
])('a %s is no missing page', (_, one) => expect(() => found(one)).toThrow(ApiError));
