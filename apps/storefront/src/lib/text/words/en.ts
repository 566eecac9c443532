import { catalogue } from './en/catalogue.ts';
import { frame } from './en/frame.ts';
import { problems } from './en/problems.ts';

/** What is said between the shelves: every page has it. */
export const en = { catalogue, frame, problems };
