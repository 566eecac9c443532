import type { Schema } from '@tradepost/api-client';

export type Problem = Schema<'CartProblem'>;

/** What must be mended before a purchase; a new price only needs to be seen. */
export const isBlocking = ({ code }: Problem): boolean => code !== 'price.changed';
