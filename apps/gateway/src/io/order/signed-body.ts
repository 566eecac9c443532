import { requestParameter } from '../http/checked.ts';
import { first } from '../http/request.ts';

/** Headers that carry the signature of a provider that has an adapter. */
const SIGNATURES = ['sandbox-signature', 'stripe-signature'];

/** What a signature is checked over. */
export interface Signed {
  readonly headers: { name: string; value: string }[];
  readonly body: Buffer;
}

/** `@SignedBody() signed: Signed` */
export const SignedBody = requestParameter(({ headers, body }): Signed => ({
  headers: SIGNATURES.flatMap((name) => {
    const value = first(headers[name]);
    return value === undefined ? [] : [{ name, value }];
  }),
  body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
}));
