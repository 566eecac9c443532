import { describe, expect, it } from '@jest/globals';
import { entriesOf } from './suggestion-entries.ts';

describe('suggestions', () => {
  it('complete the word being typed and keep the words before it', () =>
    expect(
      entriesOf({ words: ['lamp', 'lampshade'], categories: [], products: [] }, 'brass la').map(
        ({ to }) => to,
      ),
    ).toEqual(['/search?q=brass+lamp', '/search?q=brass+lampshade']));

  it('lead to categories', () =>
    expect(
      entriesOf({ words: [], categories: [{ slug: 'lamps', name: 'Lamps' }], products: [] }, 'la').map(
        ({ to }) => to,
      ),
    ).toEqual(['/categories/lamps']));
});
