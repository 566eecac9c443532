import { describe, expect, it } from '@jest/globals';
import { missingIn, refusedBy, textOf } from './form.ts';
import { fieldText } from './field-text.ts';

const answer = (body: object, status: number, headers: Record<string, string> = {}) => ({
  error: body,
  response: new Response(null, { status, headers }),
});
const values = { email: 'ada@example.com' };
const fields = ['email', 'password'];

describe('a form that was refused', () => {
  it('keeps the values and marks the fields that the API names', () => {
    const errors = [
      { code: 'field.format', field: 'email' },
      { code: 'field.invalid', field: 'returnRefreshToken' },
    ];
    const refused = refusedBy({
      answer: answer({ code: 'request.invalid', status: 400, errors }, 400),
      ...{ values, fields },
    });
    expect(refused.data).toEqual({ values, faults: { email: 'invalid' }, code: null, waitS: null });
    expect(refused.init).toEqual({ status: 400 });
  });

  it('reports what belongs to no field for the whole form', () => {
    const refused = refusedBy({
      answer: answer({ code: 'auth.credentials', status: 401 }, 401),
      ...{ values, fields },
    });
    expect(refused.data).toEqual({ values, faults: {}, code: 'auth.credentials', waitS: null });
  });

  it('assigns a code to the field that it concerns', () => {
    const refused = refusedBy(
      { answer: answer({ code: 'user.email_taken', status: 409 }, 409), values, fields },
      { 'user.email_taken': 'email' },
    );
    expect(refused.data).toMatchObject({ faults: { email: 'taken' }, code: null });
    expect(refused.init).toEqual({ status: 409 });
  });

  it('reports when it can be retried', () => {
    const busy = answer({ code: 'too_many_requests', status: 429 }, 429, { 'retry-after': '30' });
    expect(refusedBy({ answer: busy, values, fields }).data).toMatchObject({ waitS: 30 });
  });

  it('has a code even if the response is not a problem', () =>
    expect(refusedBy({ answer: answer({}, 502), values, fields }).data).toMatchObject({
      code: 'answer.unreadable',
    }));
});

it('finds empty fields', () =>
  expect(missingIn({ name: ' ', email: 'x', password: '' })).toEqual({
    name: 'missing',
    password: 'missing',
  }));

it('trims text but not passwords', () => {
  const form = new FormData();
  form.set('a', ' b ');
  expect([textOf(form, 'a'), fieldText(form, 'a'), textOf(form, 'x')]).toEqual(['b', ' b ', '']);
});
