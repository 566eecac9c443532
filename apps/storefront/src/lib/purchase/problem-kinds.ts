import type { Schema } from '@tradepost/api-client';

export type Problem = Schema<'CartProblem'>;

/** Problems that block checkout; a changed price does not. */
export const isBlocking = ({ code }: Problem): boolean => code !== 'price.changed';
