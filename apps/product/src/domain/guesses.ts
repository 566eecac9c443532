import { distance, SHORTEST_GUESSED, toleranceFor } from './words.ts';

export interface Candidate {
  readonly typed: string;
  readonly word: string;
  readonly uses: number;
}

const MAX_GUESSES = 5;

/**
 * For each typed word: the word itself, then the nearest words of the catalogue, nearest and most used first.
 * @returns undefined if no word has a likely correction
 */
export function guessesFor(
  typed: readonly string[],
  candidates: readonly Candidate[],
): string[][] | undefined {
  const guesses = typed.map((word) => {
    const near = candidates
      .filter((one) => one.typed === word && one.word !== word && one.word.length >= SHORTEST_GUESSED)
      .map((one) => ({ ...one, steps: distance(word, one.word) }))
      .filter(({ steps, word: meant }) => steps <= toleranceFor(meant))
      .sort((a, b) => a.steps - b.steps || b.uses - a.uses || (a.word < b.word ? -1 : 1));
    return [word, ...near.slice(0, MAX_GUESSES).map((one) => one.word)];
  });
  return guesses.some((words) => words.length > 1) ? guesses : undefined;
}
