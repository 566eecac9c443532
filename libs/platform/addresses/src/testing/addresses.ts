import { normaliseAddress, type PostalAddress } from '../index.ts';

export const LONGEST = {
  name: 200,
  line1: 200,
  line2: 200,
  city: 100,
  region: 100,
  postalCode: 20,
  country: 2,
};

export const given = (parts: Partial<PostalAddress>): PostalAddress => ({
  ...{ name: 'Ada Lovelace', line1: '12 St James’s Square', line2: '', city: 'Town', region: '' },
  ...{ postalCode: '', country: 'GB' },
  ...parts,
});
export const normalise = (parts: Partial<PostalAddress>) => normaliseAddress(given(parts), LONGEST);
export const faultsOf = (parts: Partial<PostalAddress>) =>
  normalise(parts).faults.map(({ field, code }) => `${field} ${code}`);
