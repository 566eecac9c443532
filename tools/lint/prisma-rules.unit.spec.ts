import { describe, expect, it, jest } from '@jest/globals';
import { lintText } from './lint-text.ts';

// The first one loads the whole project graph.
jest.setTimeout(60_000);

async function messagesOf(statement: string, path = 'apps/order/src/io/planted.store.ts'): Promise<string[]> {
  const messages = await lintText(path, `export class Planted { async run() { ${statement} } }\n`);
  return messages.filter((message) => message.startsWith('no-restricted-syntax'));
}

describe('lint of Prisma', () => {
  it.each([
    [
      'the pool inside a transaction',
      'await this.db.transaction(async (tx) => this.db.prisma.order.count());',
      '`tx`',
    ],
    ['the pool inside tx', 'await this.db.tx(async (tx) => { await this.db.execute(x); });', '`tx`'],
    ['the pool in a shared transaction', 'await inTransaction(this.db, (tx) => this.db.query(x));', '`tx`'],
    [
      'a partial unique as a key',
      'await this.db.prisma.order.findUnique({ where: { cartId } });',
      'some rows only',
    ],
    [
      'an upsert on one',
      'await tx.prisma.order.upsert({ where: { externalReference }, create, update });',
      'some rows only',
    ],
    ['wildcards of a caller', 'await list({ where: { email: { contains: text } } });', 'escapeLike'],
    [
      'a transaction of Prisma alone',
      'await this.db.prisma.$transaction(async (tx) => {});',
      'db.transaction',
    ],
    ['raw SQL through Prisma', 'await this.db.prisma.$queryRaw`SELECT 1`;', 'db.transaction'],
    ['a parser for the whole process', 'pg.types.setTypeParser(20, Number);', 'whole process'],
    ['a second client', 'return new PrismaClient({ adapter });', 'one client'],
  ])('catches %s', async (_, statement, message) => {
    expect(await messagesOf(statement)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['the transaction inside', 'await this.db.transaction(async (tx) => tx.prisma.order.count());'],
    ['a key beside the field', 'await this.db.prisma.order.findUnique({ where: { id, cartId } });'],
    ['a search by the field', 'await this.db.prisma.order.findFirst({ where: { cartId } });'],
    ['escaped text', 'await list({ where: { email: { contains: escapeLike(text) } } });'],
  ])('lets pass %s', async (_, statement) => {
    expect(await messagesOf(statement)).toEqual([]);
  });

  it('lets the database of a service make its client', async () => {
    const path = 'apps/order/src/io/order-database.ts';
    expect(await messagesOf('return new PrismaClient({ adapter });', path)).toEqual([]);
  });
});
