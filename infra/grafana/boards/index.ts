import type { Board } from '../building/board.ts';
import { gateway } from './gateway.ts';
import { nodeRuntime } from './node-runtime.ts';

/** Every dashboard, in the order of the documentation. */
export const boards: Board[] = [gateway, nodeRuntime];
