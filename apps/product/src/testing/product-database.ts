import { serviceDatabase } from '@tradepost/testing';
import { ProductDatabase } from '../io/product-database.ts';

type Options = Parameters<typeof serviceDatabase>[2];

/** A database of the spec's own, with the schema of the service. */
export const openProductDatabase = (options?: Options) =>
  serviceDatabase(ProductDatabase, new URL('../../prisma/migrations', import.meta.url), options);
