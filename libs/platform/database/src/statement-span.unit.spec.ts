import { describe, expect, it } from '@jest/globals';
import { summaryOf } from './statement-span.ts';

describe('the summary of a statement', () => {
  it.each([
    ['SELECT 1 AS ok', 'SELECT', 'SELECT'],
    ['SELECT id FROM orders WHERE id = $1 FOR UPDATE SKIP LOCKED', 'SELECT', 'SELECT orders'],
    ['SELECT o.id FROM orders o JOIN order_lines l ON true', 'SELECT', 'SELECT orders, order_lines'],
    ['INSERT INTO inbox (a) VALUES ($1) ON CONFLICT (a) DO UPDATE SET a = 1', 'INSERT', 'INSERT inbox'],
    ['DELETE FROM outbox WHERE position IN (SELECT position FROM outbox)', 'DELETE', 'DELETE outbox'],
    [
      'WITH changed AS (UPDATE carts SET v = 1 RETURNING id), e AS (INSERT INTO outbox (id) SELECT x FROM changed) SELECT id FROM changed',
      'UPDATE',
      'UPDATE carts, INSERT outbox',
    ],
    ['INSERT INTO "product"."products" ("id") VALUES ($1)', 'INSERT', 'INSERT products'],
    ['SELECT "public"."users"."id" FROM "user"."users" WHERE 1=1', 'SELECT', 'SELECT users'],
  ])('of %s', (text, operation, summary) => expect(summaryOf(text)).toEqual({ operation, summary }));

  it('has none of its values, literal ones neither', () =>
    expect(summaryOf(`SELECT * FROM users WHERE email = 'ada@example.com'`).summary).toBe('SELECT users'));
});
