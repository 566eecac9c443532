// Planted: a flow that imports an adapter instead of its port, and what only adapters may import.
import { randomUUID } from 'node:crypto';
import { sql } from '@tradepost/database';
import { DeadLetters } from '@tradepost/messaging';
import { store } from '../io/store.ts';

export const knowsIo = [store, randomUUID, sql, DeadLetters];
