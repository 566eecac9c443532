import type { StreamEvent } from './event.ts';

/**
 * Reads an event of any known version: old ones stay in outboxes, streams and dead letters for days. `readers` has one
 * entry per version that may still arrive, each returning today's form.
 * @throws Error for an unknown version: the event becomes a dead letter and is redriven after the next release
 */
export function readVersion<T>(
  event: Pick<StreamEvent, 'type' | 'schemaVersion' | 'data'>,
  readers: { readonly [version: number]: (data: Uint8Array) => T },
): T {
  const read = readers[event.schemaVersion];
  if (!read) throw new Error(`version ${event.schemaVersion} of ${event.type} is unknown to this release`);
  return read(event.data);
}
