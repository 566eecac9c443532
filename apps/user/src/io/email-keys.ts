import { domainToUnicode } from 'node:url';
import { emailKey } from '@tradepost/decision';

/**
 * The keys under which the account of an address may be stored. Until punycode was the rule, a key was the address in lower
 * case, whatever its domain. What was typed comes first: should there be an account of each kind, both can be reached.
 */
export function emailKeys(email: string): [string, ...string[]] {
  const asTyped = email.trim().normalize('NFC').toLowerCase();
  const key = emailKey(email);
  const at = key.lastIndexOf('@') + 1;
  const inUnicode = `${key.slice(0, at)}${domainToUnicode(key.slice(at))}`;
  const [first, ...others] = new Set([asTyped, key, ...(at > 0 ? [inUnicode] : [])]);
  return [first as string, ...others];
}
