import { lineFault, normaliseAddress as normalise, tidyLine, type PostalAddress } from '@tradepost/addresses';
import { ACCOUNT, ADDRESS } from '@tradepost/contracts/limits';
import {
  DomainError,
  emailKey,
  isEmail,
  normaliseEmail,
  normalisePassword,
  passwordLength,
} from '@tradepost/decision';

export type Role = 'customer' | 'staff' | 'admin';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly isEmailVerified: boolean;
  /** Language of mails. */
  readonly locale: string;
  /** Increments with every new password. */
  readonly passwordVersion: number;
  readonly version: number;
  readonly createdAt: Date;
}

/** A postal address; empty text where a part is not given. Saved ones may be older than the rules of today. */
export type Address = PostalAddress;

export interface SavedAddress {
  readonly id: string;
  readonly address: Address;
  readonly isDefault: boolean;
}

/**
 * The address as it is stored, by the rules of its country.
 * @throws DomainError `request.invalid` with every fault
 */
export function normaliseAddress(given: Address): Address {
  const { address, faults } = normalise(given, ADDRESS);
  refuse(
    faults.map(({ field: part, code, rule }) => {
      const field = `address.${part}`;
      return { code, field, detail: `${field} ${rule}` };
    }),
  );
  return address;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** @throws DomainError `request.invalid` with every fault */
export function checkRegistration({ email, password, name }: Credentials): void {
  refuse([...faultsOfEmail(email), ...faultsOfPassword(password, email, 'password'), ...faultsOfName(name)]);
}

/** @param field its name in the request. @throws DomainError `request.invalid` */
export function checkPassword(password: string, email: string, field: string): void {
  refuse(faultsOfPassword(password, email, field));
}

/** Absent parts stay as they are. */
export interface ProfileChange {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly locale?: string | undefined;
}

/** @throws DomainError `request.invalid` */
export function checkProfile({ email, name }: ProfileChange): void {
  refuse([
    ...(email === undefined ? [] : faultsOfEmail(email)),
    ...(name === undefined ? [] : faultsOfName(name)),
  ]);
}

/** Another spelling of the e-mail address is taken over; another address only holds once it is confirmed. */
export function withProfile(
  user: User,
  { email = user.email, name = user.name, locale = user.locale }: ProfileChange,
): User {
  const isSameEmail = emailKey(email) === emailKey(user.email);
  const stored = isSameEmail ? (normaliseEmail(email) ?? email) : user.email;
  return { ...user, email: stored, name: storedName(name), locale };
}

/** Without spaces, and what else can't be seen, at its ends. */
export const storedName = (name: string): string => tidyLine(name);

// A type: facts of an error must be JSON, and an interface could be extended.
type Fault = Readonly<Record<'code' | 'field' | 'detail', string>>;

const fault = (field: string, rule: string): Fault => ({
  code: 'field.invalid',
  field,
  detail: `${field} ${rule}.`,
});

function faultsOfEmail(email: string): Fault[] {
  return isEmail(email) ? [] : [fault('email', 'must be a valid e-mail address')];
}

function faultsOfPassword(password: string, email: string, field: string): Fault[] {
  const { min, max } = ACCOUNT.password;
  const faults: Fault[] = [];
  const length = passwordLength(password);
  if (length < min || length > max) faults.push(fault(field, `must have ${min} to ${max} characters`));
  else if (tidyLine(password) === '') faults.push(fault(field, 'must have characters that can be seen'));
  if (emailKey(normalisePassword(password)) === emailKey(email))
    faults.push(fault(field, 'must not be the e-mail address'));
  return faults;
}

function faultsOfName(name: string): Fault[] {
  const noLine = lineFault(name);
  if (noLine) return [{ code: 'field.invalid', field: 'name', detail: `name ${noLine}` }];
  const isName = tidyLine(name) !== '' && name.length <= ACCOUNT.name;
  return isName
    ? []
    : [
        fault(
          'name',
          `must have 1 to ${ACCOUNT.name} characters, not only spaces or others that can't be seen`,
        ),
      ];
}

function refuse(errors: readonly Fault[]): void {
  const [first] = errors;
  if (first) throw new DomainError('invalid', 'request.invalid', first.detail, { errors });
}
