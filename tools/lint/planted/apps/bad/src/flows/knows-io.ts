// Planted: a flow that imports an adapter instead of its port.
import { store } from '../io/store.ts';

export const knowsIo = store;
