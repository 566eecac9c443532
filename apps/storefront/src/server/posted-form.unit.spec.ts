import { expect, it } from '@jest/globals';
import { postedForm } from './posted-form.ts';

const posted = (type: string | undefined, body: string | undefined = undefined) => {
  const request = new Request('http://shop.example/cart', { method: 'POST', ...(body && { body }) });
  request.headers.delete('content-type');
  if (type !== undefined) request.headers.set('content-type', type);
  return postedForm(request);
};
const PART = '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n';

it.each([
  ['application/x-www-form-urlencoded', 'a=1'],
  ['Application/X-WWW-Form-Urlencoded; charset=UTF-8', 'a=1'],
  ['multipart/form-data; boundary=x', PART],
])('a form is read: %s', async (type, body) => expect((await posted(type, body)).get('a')).toBe('1'));

it('a form may be empty', async () =>
  expect([...(await posted('application/x-www-form-urlencoded'))]).toEqual([]));

it.each([undefined, '', 'text/plain', 'application/json', 'multipart/mixed; boundary=x', 'nonsense'])(
  'what is no form is 415: %s',
  async (type) => expect(posted(type, '{"a":1}')).rejects.toMatchObject({ init: { status: 415 } }),
);

it.each([
  ['multipart/form-data', PART],
  ['multipart/form-data; boundary=', PART],
  ['multipart/form-data; boundary=y', PART],
  ['multipart/form-data; boundary=x', PART.slice(0, 30)],
  ['multipart/form-data; boundary=x', undefined],
])('a form that cannot be read is 400: %s', async (type, body) =>
  expect(posted(type, body)).rejects.toMatchObject({ init: { status: 400 } }),
);
