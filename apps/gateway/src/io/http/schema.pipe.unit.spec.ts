import { Controller, Get, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Static, Type } from 'typebox';
import { aGateway, type TestGateway } from '../../testing/a-gateway.ts';
import { ID } from '../../testing/builders.ts';
import { AnyPage, ById, Id, nullable, oneOf, Price, Quantity, Time, words } from '../shapes/shared.ts';
import { Access } from './access.ts';
import { Body, Param, Query } from './checked.ts';
import type { Fault } from './faults.ts';
import { shape } from './schema.ts';

/** A field for each rule that a schema can have. */
const Everything = shape({
  id: Type.Optional(Id),
  quantity: Type.Optional(Quantity),
  atLeast: Type.Optional(Type.Integer({ minimum: 2 })),
  atMost: Type.Optional(Type.Integer({ maximum: 9 })),
  weight: Type.Optional(Type.Number()),
  email: Type.Optional(Type.String({ format: 'email' })),
  link: Type.Optional(Type.String({ format: 'uri' })),
  at: Type.Optional(Time),
  reason: Type.Optional(words(10)),
  password: Type.Optional(Type.String({ minLength: 8, maxLength: 20 })),
  note: Type.Optional(Type.String({ maxLength: 5 })),
  price: Type.Optional(Price),
  sort: Type.Optional(oneOf(['new', 'old'])),
  unlimited: Type.Optional(Type.Literal(true)),
  isDefault: Type.Optional(Type.Boolean()),
  limit: Type.Optional(nullable(Type.Integer({ minimum: 1 }))),
  lines: Type.Optional(Type.Array(shape({ quantity: Quantity }), { minItems: 1, maxItems: 2 })),
  tags: Type.Optional(Type.Array(Type.String(), { minItems: 2 })),
});
type Everything = Static<typeof Everything>;
const Required = shape({ name: words(5), nested: shape({ quantity: Quantity }) });
type Required = Static<typeof Required>;

@Access('public')
@Controller('probe')
class ProbeController {
  @Post()
  body(@Body({ schema: Everything }) body: Everything): unknown {
    return { body };
  }

  @Post('required')
  required(@Body({ schema: Required }) body: Required): unknown {
    return { body };
  }

  @Post('limited')
  limited(
    @Query({ schema: AnyPage }) query: AnyPage,
    @Body({ schema: Everything }) body: Everything,
  ): unknown {
    return { query, body };
  }

  @Get('pages')
  pages(@Query({ schema: AnyPage }) query: AnyPage): unknown {
    return { query };
  }

  @Post('pages')
  page(@Body({ schema: AnyPage }) body: AnyPage): unknown {
    return { body };
  }

  @Get(':id')
  byId(@Param({ schema: ById }) params: ById): unknown {
    return { params };
  }
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await aGateway({ controllers: [ProbeController] });
});
afterAll(() => gateway.close());

const post = (payload: unknown, path = '/probe') =>
  gateway.ask(path, { method: 'POST', payload: payload as object });

async function faultsOf(payload: unknown, path?: string): Promise<Fault[]> {
  const answer = await post(payload, path);
  expect(answer.statusCode).toBe(400);
  expect(answer.json()).toMatchObject({ code: 'request.invalid', title: 'The request is not valid' });
  return answer.json<{ errors: Fault[] }>().errors;
}

describe('a fault in a body names the field, the rule and the remedy', () => {
  it.each([
    ['field.unknown', { colour: 'red' }, '"colour" is not a known field. Remove it.'],
    ['field.format', { id: 'x' }, '"id" must be a UUID, such as 0198c5de-7a4b-7c33-9d2f-00112233aabb.'],
    ['field.range', { quantity: 0 }, '"quantity" must be between 1 and 999999.'],
    ['field.range', { quantity: 1_000_000 }, '"quantity" must be between 1 and 999999.'],
    ['field.range', { atLeast: 1 }, '"atLeast" must be at least 2.'],
    ['field.range', { atMost: 10 }, '"atMost" must be at most 9.'],
    ['field.type', { quantity: '2' }, '"quantity" must be an integer, without quotes or decimals.'],
    ['field.type', { quantity: 1.5 }, '"quantity" must be an integer, without quotes or decimals.'],
    ['field.type', { weight: '2' }, '"weight" must be a number, without quotes.'],
    ['field.type', { note: 5 }, '"note" must be a string.'],
    ['field.type', { isDefault: 'yes' }, '"isDefault" must be true or false, without quotes.'],
    ['field.type', { lines: {} }, '"lines" must be an array.'],
    ['field.type', { price: 1 }, '"price" must be an object.'],
    ['field.format', { email: 'ada' }, '"email" must be an e-mail address, such as ada@example.com.'],
    ['field.format', { link: 'shop' }, '"link" must be an absolute URL.'],
    ['field.format', { at: 'today' }, '"at" must be a time in ISO 8601, such as 2026-01-31T12:00:00Z.'],
    ['field.format', { reason: '   ' }, '"reason" must contain more than spaces.'],
    ['field.minLength', { password: 'short' }, '"password" must have between 8 and 20 characters; it has 5.'],
    ['field.maxLength', { note: 'too long' }, '"note" must have at most 5 characters; it has 8.'],
    [
      'field.format',
      { price: { amount: 1, currency: 'gbp' } },
      '"price.currency" must match ^[A-Z]{3}$ (ISO 4217).',
    ],
    ['field.choice', { sort: 'best' }, '"sort" must be one of new, old.'],
    ['field.const', { unlimited: false }, '"unlimited" must be true, or be left out.'],
    ['field.type', { limit: 'x' }, '"limit" must be an integer, without quotes or decimals.'],
    ['field.range', { limit: 0 }, '"limit" must be at least 1.'],
    ['field.minItems', { lines: [] }, '"lines" must have between 1 and 2 entries; it has 0.'],
    ['field.minItems', { tags: ['a'] }, '"tags" must have at least 2 entries; it has 1.'],
    [
      'field.range',
      { lines: [{ quantity: 1 }, { quantity: 0 }] },
      '"lines.1.quantity" must be between 1 and 999999.',
    ],
    ['field.missing', { lines: [{}] }, '"lines.0.quantity" is required. Add it to the body.'],
  ])('%s %j', async (code, payload, detail) => {
    const [fault, ...others] = await faultsOf(payload);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ code, in: 'body', detail });
    expect(detail.startsWith(`"${fault?.field}"`)).toBe(true);
  });

  it.each([['[]'], ['"text"'], ['5']])('%s is no object', async (payload) => {
    const answer = await gateway.ask('/probe', {
      method: 'POST',
      payload,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.json()).toMatchObject({
      detail: 'The body must be an object.',
      errors: [{ code: 'field.type', in: 'body', field: '' }],
    });
  });

  it('is the detail of the problem when it is the only one', async () => {
    const answer = await post({ quantity: 0 });
    expect(answer.json()).toMatchObject({ detail: '"quantity" must be between 1 and 999999.' });
  });

  it('is listed with all others, which the detail counts', async () => {
    const answer = await post({ nested: { quantity: 0, more: 1 }, extra: 1 }, '/probe/required');
    expect(answer.json()).toMatchObject({ detail: '4 fields are invalid. See "errors" for each of them.' });
    const found = answer.json<{ errors: Fault[] }>().errors.map(({ code, field }) => `${field} ${code}`);
    expect(found.sort()).toEqual([
      'extra field.unknown',
      'name field.missing',
      'nested.more field.unknown',
      'nested.quantity field.range',
    ]);
  });

  it('is one of at most thirty', async () => {
    const payload = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`field${n}`, 1]));
    expect(await faultsOf(payload)).toHaveLength(30);
  });
});

describe('a body', () => {
  it('is taken as it is: nothing is converted, nothing is added', async () => {
    const payload = { quantity: 2, note: '5', isDefault: false, limit: null, tags: ['1', '2'] };
    expect((await post(payload)).json()).toEqual({ body: payload });
  });

  it('that is missing counts as empty', async () => {
    expect((await gateway.ask('/probe', { method: 'POST' })).json()).toEqual({ body: {} });
    expect(await faultsOf(undefined, '/probe/required')).toHaveLength(2);
  });

  it('may have a UUID in capitals, but not in its urn form', async () => {
    const id = ID.toUpperCase();
    expect((await post({ id })).json()).toEqual({ body: { id } });
    expect(await faultsOf({ id: `urn:uuid:${ID}` })).toMatchObject([{ code: 'field.format', field: 'id' }]);
  });
});

describe('a query', () => {
  it.each([
    ['limit=0', '"limit" must be between 1 and 100.', 'field.range'],
    ['limit=101', '"limit" must be between 1 and 100.', 'field.range'],
    ['limit=-1', '"limit" must be between 1 and 100.', 'field.range'],
    ['limit=ten', '"limit" must be an integer, without quotes or decimals.', 'field.type'],
    ['limit=1.5', '"limit" must be an integer, without quotes or decimals.', 'field.type'],
    ['page=2', '"page" is not a known field. Remove it.', 'field.unknown'],
    [
      `cursor=${'x'.repeat(1_001)}`,
      '"cursor" must have at most 1000 characters; it has 1001.',
      'field.maxLength',
    ],
  ])('%s is refused, never clamped', async (query, detail, code) => {
    const answer = await gateway.ask(`/probe/pages?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'request.invalid', detail, errors: [{ code, in: 'query' }] });
  });

  it.each([
    ['', { limit: 20 }],
    ['?limit=1', { limit: 1 }],
    ['?limit=100&cursor=next', { limit: 100, cursor: 'next' }],
  ])('%s is text that becomes numbers, with defaults', async (query, expected) => {
    expect((await gateway.ask(`/probe/pages${query}`)).json()).toEqual({ query: expected });
  });
});

describe('a path', () => {
  it('has its faults reported like a body’s', async () => {
    const answer = await gateway.ask('/probe/123');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({
      errors: [{ code: 'field.format', in: 'params', field: 'id' }],
    });
  });

  it('gives its parameters to the handler', async () => {
    expect((await gateway.ask(`/probe/${ID}`)).json()).toEqual({ params: { id: ID } });
  });

  it('with an empty parameter is the path above, which takes no GET here', async () => {
    const answer = await gateway.ask('/probe/');
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe('POST, OPTIONS');
  });
});

it('a schema of a query stays strict as the schema of a body', async () => {
  expect((await gateway.ask('/probe/pages?limit=5')).json()).toEqual({ query: { limit: 5 } });
  expect((await post({ limit: '5' }, '/probe/pages')).statusCode).toBe(400);
  expect((await post({ limit: 5 }, '/probe/pages')).json()).toEqual({ body: { limit: 5 } });
});

it('query and body are both checked', async () => {
  const ask = (query: string, payload: object) =>
    gateway.ask(`/probe/limited${query}`, { method: 'POST', payload });
  expect((await ask('?limit=0', {})).statusCode).toBe(400);
  expect((await ask('?limit=1', { quantity: 0 })).statusCode).toBe(400);
  expect((await ask('?limit=1', { quantity: 1 })).json()).toEqual({
    query: { limit: 1 },
    body: { quantity: 1 },
  });
});

it.each(['1e1', '0x5', '%2B5', '+5', '%205', '5%20', '5.0', '5.', '', 'Infinity', '0b1', '٥', '1_0'])(
  'limit=%s is no integer of a query',
  async (limit) => {
    const answer = await gateway.ask(`/probe/pages?limit=${limit}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ code: 'field.type', in: 'query', field: 'limit' }] });
  },
);

it.each(['5', '05'])('limit=%s is an integer of a query', async (limit) =>
  expect((await gateway.ask(`/probe/pages?limit=${limit}`)).json()).toEqual({ query: { limit: 5 } }),
);
