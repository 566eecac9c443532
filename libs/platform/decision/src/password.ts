/**
 * The form of a password that is hashed (NIST SP 800-63B, 3.1.1.2: NFKC): the same keys give the same password on a Mac,
 * which types `u` and a mark, and on Windows, which types `ü`; with a wide digit of a Japanese keyboard and a plain one.
 */
export const normalisePassword = (typed: string): string => typed.normalize('NFKC');

/** Characters (code points) of the normalised form: what limits count. */
export const passwordLength = (typed: string): number => Array.from(normalisePassword(typed)).length;
