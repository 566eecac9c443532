import type { StreamEvent } from './event.ts';

/**
 * Reads an event whichever version of its meaning it was written in; old ones stay in outboxes, streams and dead
 * letters for days. `readers` has one entry per version that may still come, each giving what is worked with today.
 * @throws Error for a version nobody has told us of: it becomes a dead letter and is redriven after our next release
 */
export function readVersion<T>(
  event: Pick<StreamEvent, 'type' | 'schemaVersion' | 'data'>,
  readers: { readonly [version: number]: (data: Uint8Array) => T },
): T {
  const read = readers[event.schemaVersion];
  if (!read) throw new Error(`version ${event.schemaVersion} of ${event.type} is not known here`);
  return read(event.data);
}
