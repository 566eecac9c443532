// In the defaults of the code, in compose, in kind and in .env.example: everyone can read them.
const PUBLISHED = /only-for-development|change-?me/i;

/** @throws Error for a secret, or a URL with a password, that is published with the source */
export function refuseDevelopmentSecret(text: string): void {
  if (PUBLISHED.test(text)) throw new Error('must not have a value that is published with the source');
}
