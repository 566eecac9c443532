import { describe, expect, it } from '@jest/globals';
import { join, nothing, sql } from './index.ts';

// First in the file, while templates have short numbers: those of two nested ones must not look like that of a third.
it('a statement never gets the text of another one', () => {
  const templates = Array.from(
    { length: 30 },
    (_, n) => [`t${n} `, ' end'] as unknown as TemplateStringsArray,
  );
  const texts = templates.map((strings) => sql(strings, 'x').text);
  expect(texts).toEqual(templates.map((_, n) => `t${n} $1 end`));
  templates.forEach((outer, a) =>
    templates.forEach((inner, b) => expect(sql(outer, sql(inner, 'x')).text).toBe(`t${a} t${b} $1 end end`)),
  );
});

describe('a statement', () => {
  it('sends every value as a parameter, never as text', () => {
    const statement = sql`SELECT * FROM users WHERE name = ${"'; DROP TABLE users"} AND age > ${3}`;
    expect(statement).toMatchObject({
      text: 'SELECT * FROM users WHERE name = $1 AND age > $2',
      values: ["'; DROP TABLE users", 3],
    });
  });

  it('is one prepared statement wherever it is run from one place', () => {
    const find = (id: number) => sql`SELECT ${id}`;
    expect(find(1).name).toBe(find(2).name);
    expect(sql`SELECT ${1}, 2`.name).not.toBe(find(1).name);
  });

  it('weaves parts in, with their parameters in order', () => {
    const condition = sql`a = ${1} OR b = ${2}`;
    const statement = sql`SELECT ${0} WHERE (${condition}) AND c = ${3} ${nothing} LIMIT ${4}`;
    expect(statement.text).toBe('SELECT $1 WHERE (a = $2 OR b = $3) AND c = $4  LIMIT $5');
    expect(statement.values).toEqual([0, 1, 2, 3, 4]);
  });

  it('joins any number of parts', () => {
    expect(join([], ', ').text).toBe('');
    expect(join([sql`a = ${1}`, sql`b = ${2}`, sql`c = ${3}`], ' AND ')).toMatchObject({
      text: 'a = $1 AND b = $2 AND c = $3',
      values: [1, 2, 3],
    });
  });

  it('keeps parameters apart past the ninth', () => {
    const many = join(
      Array.from({ length: 12 }, (_, n) => sql`${n}`),
      ',',
    );
    expect(sql`SELECT ${'x'}, ${many}`.text).toBe('SELECT $1, $2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13');
  });
});

describe('the text of a statement', () => {
  const part = (x: unknown) => sql`a = ${x}`;
  const find = (x: unknown, y: unknown) => sql`SELECT ${x} WHERE ${y}`;

  it('has one name for the same combination of parts', () => {
    const [one, other] = [find(1, part(2)), find(3, part(4))];
    expect(other.name).toBe(one.name);
    expect([one.values, other.values]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('differs where parts and values change places', () => {
    expect(find(part(1), 2).text).toBe('SELECT a = $1 WHERE $2');
    expect(find(1, part(2)).text).toBe('SELECT $1 WHERE a = $2');
    expect(find(1, part(2)).name).not.toBe(find(part(1), 2).name);
  });

  it('differs by where a part ends', () => {
    const pair = (x: unknown, y: unknown) => sql`(${x}, ${y})`;
    const inner = pair(pair(1, 2), 3);
    const outer = pair(1, pair(2, 3));
    expect([inner.text, outer.text]).toEqual(['(($1, $2), $3)', '($1, ($2, $3))']);
  });

  it('has no name once there are too many, which would fill every connection', () => {
    const list = (length: number) =>
      join(
        Array.from({ length }, (_, n) => sql`${n}`),
        ',',
      );
    const names = Array.from({ length: 2_100 }, (_, n) => sql`SELECT ${list(n)}`.name);
    expect(new Set(names).size).toBeLessThan(2_001);
    expect(names.at(-1)).toBeUndefined();
    expect(sql`SELECT ${list(1)}`.name).toBe(names[1]);
  });

  it('leaves a dollar in the text alone', () => {
    expect(sql`SELECT '$1', ${sql`'$2' || ${'x'}`}`.text).toBe("SELECT '$1', '$2' || $1");
  });
});
