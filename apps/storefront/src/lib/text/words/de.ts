import { catalogue } from './de/catalogue.ts';
import { frame } from './de/frame.ts';
import { problems } from './de/problems.ts';
import type { FirstWords } from './words.ts';

export const de: FirstWords = { catalogue, frame, problems };
