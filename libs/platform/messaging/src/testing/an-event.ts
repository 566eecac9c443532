import { v7 as uuid } from 'uuid';
import type { OutboxEvent } from '../event.ts';
import type { WorkerLog } from '../loop.ts';

/** An event with something in every field. */
export function anEvent(over: Partial<OutboxEvent> = {}): OutboxEvent {
  return {
    id: uuid(),
    aggregateType: 'thing',
    aggregateId: uuid(),
    type: 'spec.thing.v1.ThingMoved',
    schemaVersion: 1,
    payload: Buffer.from([0, 1, 255]),
    ...over,
  };
}

/** Keeps what is logged. */
export function aLog(): WorkerLog & { lines: string[] } {
  const lines: string[] = [];
  const keep = (_fields: object, message: string): void => void lines.push(message);
  return { lines, info: keep, warn: keep, error: keep };
}
