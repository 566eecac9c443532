/**
 * E-mail addresses. What makes two of them the same is decided here and nowhere else: the gateway refuses by it, accounts
 * are found by it, and mails go to what it returns.
 */

/** Shown by nothing and typed by no one: they come with a copy from a page or a mail. */
const INVISIBLE = /[\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/gu;
/** The forms of ASCII that East Asian keyboards type: ａ, ＠, ．. */
const WIDE = /[\uFF01-\uFF5E]/gu;
const SMALL_AT = /\uFE6B/gu;

/** A dot-atom of RFC 5322, with the letters of RFC 6531. Quoted local parts are refused: shops that accept them get typos. */
const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, 'u');
/** Anything that a URL would take for something other than the host. */
const NO_HOST = /[\s/?#:@\\[\]%<>^|]/u;
/** Labels of letters, digits and inner hyphens; two at least, and no number for a top-level domain. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;
/** RFC 5321. */
const LONGEST = { address: 254, local: 64 };

const utf8 = new TextEncoder();

/** As people type it: without what can't be seen, in one form of each character. */
const tidy = (text: string): string =>
  text
    .replace(INVISIBLE, '')
    .replace(WIDE, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(SMALL_AT, '@')
    .normalize('NFC')
    .trim();

/**
 * The form that is stored and that mails are sent to: the local part as it was typed (NFC), the domain in lower case and
 * punycode (UTS 46). Undefined: this is no e-mail address.
 */
export function normaliseEmail(text: string): string | undefined {
  const typed = tidy(text);
  const at = typed.lastIndexOf('@');
  const local = typed.slice(0, Math.max(at, 0));
  const domain = hostOf(typed.slice(at + 1));
  if (!domain || !LOCAL.test(local) || utf8.encode(local).length > LONGEST.local) return undefined;
  const email = `${local}@${domain}`;
  return utf8.encode(email).length <= LONGEST.address ? email : undefined;
}

export const isEmail = (text: string): boolean => normaliseEmail(text) !== undefined;

/**
 * Equal for addresses that are the same: case does not count, in the local part either, for no provider of today tells
 * `Ada@` from `ada@`, and people type both. Of a text that is no address: the text in lower case.
 */
export const emailKey = (text: string): string => (normaliseEmail(text) ?? tidy(text)).toLowerCase();

function hostOf(domain: string): string | undefined {
  if (NO_HOST.test(domain) || !URL.canParse(`http://${domain}`)) return undefined;
  // A trailing dot names the root, which every domain is below.
  const host = new URL(`http://${domain}`).hostname.replace(/\.$/, '');
  return DOMAIN.test(host) && host.length <= 253 ? host : undefined;
}
