// Planted: one half of a cycle.
import { second } from './second.ts';

export const first = (): unknown => second;
