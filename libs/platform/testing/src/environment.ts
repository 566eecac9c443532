/** An address integration specs can't do without. @throws Error saying how to get one. */
export function required(name: string, what: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(
      `${name} is not set: integration specs need ${what}. "npm test" starts one; to use your own, set ${name}.`,
    );
  }
  return value;
}
