import { describe, expect, it } from '@jest/globals';
import { customerOf } from './customer.ts';

const guest = (email: string) => customerOf({ userId: null, email });

describe('a customer', () => {
  it('is a user, whatever address an order names', () => {
    expect(customerOf({ userId: 'u1', email: 'a@x.example' })).toBe(
      customerOf({ userId: 'u1', email: 'b@x.example' }),
    );
    expect(customerOf({ userId: 'u1', email: 'a@x.example' })).not.toBe(
      customerOf({ userId: 'u2', email: 'a@x.example' }),
    );
  });

  it('is a guest by address, however it is written', () => {
    expect(guest(' Ada@X.example ')).toBe(guest('ada@x.example'));
    expect(guest('ada@x.example')).not.toBe(guest('bob@x.example'));
  });

  it('is told to nobody', () => expect(guest('ada@x.example')).toMatch(/^[\w-]{43}$/));
});
