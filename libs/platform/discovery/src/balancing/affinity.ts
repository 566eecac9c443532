export interface Home {
  /** Of its name, so that it is the same for every client. */
  readonly hash: number;
}

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/**
 * The candidate for calls of one affinity (the hash of what they have in common), by weighted rendezvous hashing: all clients
 * choose alike, each candidate gets its share, and when one joins, leaves or gets another share, only calls to it move.
 */
export function homeOf<C extends Home>(
  affinity: number,
  candidates: readonly C[],
  shareOf: (candidate: C) => number,
): C | undefined {
  let best: C | undefined;
  let highest = -Infinity;
  for (const candidate of candidates) {
    const score = shareOf(candidate) / -Math.log(fraction(affinity ^ candidate.hash));
    if (score > highest) [best, highest] = [candidate, score];
  }
  return best;
}

/** Between 0 and 1, evenly spread; the last steps of MurmurHash3. */
function fraction(bits: number): number {
  let mixed = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (((mixed ^ (mixed >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
