import type { Schema } from '@tradepost/api-client';
import { useEffect, useState } from 'react';

export type Suggestions = Schema<'Suggestions'>;

const PAUSE_MS = 140;
const MOST = 4;

/** What the shop suggests for a text, asked for when typing pauses; undefined while there is nothing to say. */
export function useSuggestions(text: string, isWanted: boolean): Suggestions | undefined {
  const [found, setFound] = useState<{ text: string; suggestions: Suggestions }>();
  const wanted = isWanted ? text.trim() : '';
  useEffect(() => {
    if (wanted === '') return undefined;
    const asking = new AbortController();
    const pause = setTimeout(() => {
      ask(wanted, asking.signal).then(
        (suggestions) => setFound({ text: wanted, suggestions }),
        // Suggestions are a kindness: without them the search works as ever.
        () => setFound(undefined),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      asking.abort();
    };
  }, [wanted]);
  // The last ones stay until those for the new text are there; they would flicker otherwise.
  return text.trim() === '' ? undefined : found?.suggestions;
}

async function ask(text: string, signal: AbortSignal): Promise<Suggestions> {
  const query = new URLSearchParams({ q: text.slice(0, 200), limit: String(MOST) });
  const answer = await fetch(`/api/v1/search/suggestions?${query}`, { signal });
  if (!answer.ok) throw new Error(`no suggestions: ${answer.status}`);
  return (await answer.json()) as Suggestions;
}
