import { describe, expect, it } from '@jest/globals';
import { customerKey } from './customer-key.ts';

const guest = (email: string) => customerKey({ userId: null, email });

describe('a customer key', () => {
  it('is the same for all orders of a user, whatever their e-mail address', () => {
    expect(customerKey({ userId: 'u1', email: 'a@x.example' })).toBe(
      customerKey({ userId: 'u1', email: 'b@x.example' }),
    );
    expect(customerKey({ userId: 'u1', email: 'a@x.example' })).not.toBe(
      customerKey({ userId: 'u2', email: 'a@x.example' }),
    );
  });

  it('is the same for all orders of a guest with one e-mail address, however it is written', () => {
    expect(guest(' Ada@X.example ')).toBe(guest('ada@x.example'));
    expect(guest('ada@x.example')).not.toBe(guest('bob@x.example'));
    expect(guest('ada@BÜCHER.example')).toBe(guest('ada@xn--bcher-kva.example'));
    expect(guest('ada＠x.example\u200B')).toBe(guest('ada@x.example'));
  });

  it('is that of the release before for an address in ASCII', () =>
    expect(guest('Ada@X.example')).toBe('FiUiUo9_gAbybPkejILFkXA8cursX01AKDxM5GZpIpU'));

  it('reveals neither user nor address', () => expect(guest('ada@x.example')).toMatch(/^[\w-]{43}$/));
});
