import { catalogue } from './en/catalogue.ts';
import { frame } from './en/frame.ts';
import { problems } from './en/problems.ts';

/** Texts of the catalogue and the frame, which every page loads. */
export const en = { catalogue, frame, problems };
