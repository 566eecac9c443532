import { expect, test } from '@jest/globals';
import { readVersion } from './event-version.ts';
import { fromFields, type StreamEvent, toFields } from './event.ts';

const TYPE = 'spec.parcel.v1.ParcelSent';

/** As it is read today: grams. */
interface ParcelSent {
  id: string;
  grams: number;
}

/** Version 1 had kilograms; its events are still in the stream when version 2 is released. */
const parcelSent = (event: StreamEvent): ParcelSent =>
  readVersion<ParcelSent>(event, {
    1: (data) => {
      const { id, kilograms } = read(data) as { id: string; kilograms: number };
      return { id, grams: Math.round(kilograms * 1_000) };
    },
    2: (data) => read(data) as ParcelSent,
  });

const read = (data: Uint8Array): unknown => JSON.parse(Buffer.from(data).toString());

function aSent(schemaVersion: number, body: object): StreamEvent {
  const data = Buffer.from(JSON.stringify(body));
  const about = { id: 'e1', type: TYPE, source: 'spec', subject: 'p1', aggregateType: 'parcel' };
  return { ...about, time: new Date(0), schemaVersion, traceId: undefined, data };
}

/** What a consumer gets out of a stream entry. */
const overTheStream = (event: StreamEvent): StreamEvent =>
  fromFields(toFields(event).map((value) => Buffer.from(value)));

test('an event of an old version is read as what is meant today', () => {
  const old = overTheStream(aSent(1, { id: 'p1', kilograms: 1.25 }));
  const today = overTheStream(aSent(2, { id: 'p1', grams: 1_250 }));
  expect(parcelSent(old)).toEqual({ id: 'p1', grams: 1_250 });
  expect(parcelSent(today)).toEqual(parcelSent(old));
});

test('an unknown version is an error, not a guess', () => {
  expect(() => parcelSent(overTheStream(aSent(3, { id: 'p1' })))).toThrow(
    `version 3 of ${TYPE} is unknown to this release`,
  );
});

test('the envelope has the attributes of CloudEvents 1.0 and the version of the payload', () => {
  const flat = toFields(aSent(2, {})).map(String);
  const fields = Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : [])));
  expect(fields).toMatchObject({
    ...{ id: 'e1', source: 'spec', specversion: '1.0', type: TYPE, subject: 'p1' },
    ...{ time: '1970-01-01T00:00:00.000Z', dataschema: `${TYPE}/2`, datacontenttype: 'application/protobuf' },
  });
});
