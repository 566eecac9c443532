import type { Schema } from '@tradepost/api-client';
import { useEffect, useState } from 'react';

export type Suggestions = Schema<'Suggestions'>;

const PAUSE_MS = 140;
const MOST = 4;

/** Suggestions for a text, requested when typing pauses; undefined while there are none. */
export function useSuggestions(text: string, isWanted: boolean): Suggestions | undefined {
  const [found, setFound] = useState<{ text: string; suggestions: Suggestions }>();
  const wanted = isWanted ? text.trim() : '';
  useEffect(() => {
    if (wanted === '') return undefined;
    const asking = new AbortController();
    const pause = setTimeout(() => {
      ask(wanted, asking.signal).then(
        (suggestions) => setFound({ text: wanted, suggestions }),
        // Suggestions are optional: the search works without them.
        () => setFound(undefined),
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(pause);
      asking.abort();
    };
  }, [wanted]);
  // Keeps the last ones until the new ones arrive, against flicker.
  return text.trim() === '' ? undefined : found?.suggestions;
}

async function ask(text: string, signal: AbortSignal): Promise<Suggestions> {
  const query = new URLSearchParams({ q: text.slice(0, 200), limit: String(MOST) });
  const answer = await fetch(`/api/v1/search/suggestions?${query}`, { signal });
  if (!answer.ok) throw new Error(`suggestions failed: HTTP ${answer.status}`);
  return (await answer.json()) as Suggestions;
}
