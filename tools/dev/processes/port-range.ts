/** `14000-19999`, both included; undefined: it is not a range of ports. */
export function portRange(text: string): { first: number; last: number } | undefined {
  const [, from, to] = /^(\d{1,5})-(\d{1,5})$/.exec(text.trim()) ?? [];
  const [first, last] = [Number(from), Number(to)];
  return first >= 1 && first <= last && last <= 65_535 ? { first, last } : undefined;
}
