// Planted: an app that imports another.
import { store } from '../../bad/src/io/store.ts';

export const steals = store;
