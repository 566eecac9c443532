import { DomainError } from '@tradepost/decision';

export type Role = 'customer' | 'staff' | 'admin';

/** A person with an account. */
export type User = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly isEmailVerified: boolean;
  /** Language that mails are written in. */
  readonly locale: string;
  /** Grows with every new password. */
  readonly passwordVersion: number;
  readonly version: number;
  readonly createdAt: Date;
};

export type Address = {
  readonly name: string;
  readonly line1: string;
  readonly line2: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly country: string;
};

export type SavedAddress = { readonly id: string; readonly address: Address; readonly isDefault: boolean };

export const MAX_ADDRESSES = 50;

/** What makes two addresses the same person's: case and blanks around don't count. */
export const emailKey = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/** @throws DomainError `request.invalid` with every fault */
export function checkRegistration({
  email,
  password,
  name,
}: {
  email: string;
  password: string;
  name: string;
}): void {
  refuse([
    !isEmail(email) && fault('email', 'Give a valid e-mail address.'),
    ...faultsOfPassword(password, email, 'password'),
    !isName(name) && fault('name', 'A name has 1 to 200 characters.'),
  ]);
}

/** @param field how the caller names it. @throws DomainError `request.invalid` */
export function checkPassword(password: string, email: string, field: string): void {
  refuse(faultsOfPassword(password, email, field));
}

/** Absent parts stay as they are. */
export type ProfileChange = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly locale?: string | undefined;
};

/** @throws DomainError `request.invalid` */
export function checkProfile({ email, name }: ProfileChange): void {
  refuse([
    email !== undefined && !isEmail(email) && fault('email', 'Give a valid e-mail address.'),
    name !== undefined && !isName(name) && fault('name', 'A name has 1 to 200 characters.'),
  ]);
}

/** An address confirmed once says nothing about the next one. */
export function withProfile(
  user: User,
  { email = user.email, name = user.name, locale = user.locale }: ProfileChange,
): User {
  const isSameEmail = emailKey(email) === emailKey(user.email);
  return { ...user, email, name, locale, isEmailVerified: user.isEmailVerified && isSameEmail };
}

// One @, no blanks, a dot in the domain: anything stricter refuses real addresses. The proof is a mail that arrives.
const isEmail = (email: string): boolean =>
  email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim());
const faultsOfPassword = (password: string, email: string, field: string): (Fault | false)[] => [
  (password.length < 8 || password.length > 200) && fault(field, 'A password has 8 to 200 characters.'),
  emailKey(password) === emailKey(email) && fault(field, 'The password must not be the e-mail address.'),
];
const isName = (name: string): boolean => name.trim().length > 0 && name.length <= 200;

type Fault = { code: string; field: string; detail: string };
const fault = (field: string, detail: string): Fault => ({ code: 'field.invalid', field, detail });

function refuse(faults: (Fault | false)[]): void {
  const errors = faults.filter((one) => one !== false);
  const [first] = errors;
  if (first) throw new DomainError('invalid', 'request.invalid', first.detail, { errors });
}
