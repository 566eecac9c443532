import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { MessageWriter } from './message-writer.ts';

/** What generated code asks of a writer, as data; a list is a nested message. */
type Step =
  | { kind: 'string'; value: string }
  | { kind: 'int32' | 'uint32' | 'int64' | 'uint64' | 'sint32' | 'sint64'; value: number }
  | { kind: 'bool'; value: boolean }
  | { kind: 'bytes'; value: Uint8Array }
  | { kind: 'double'; value: number }
  | { kind: 'message'; value: Step[] };

function write(writer: BinaryWriter, steps: readonly Step[]): BinaryWriter {
  for (const step of steps) {
    if (step.kind === 'message') write(writer.uint32(10).fork(), step.value).join();
    else if (step.kind === 'string') writer.uint32(18).string(step.value);
    else if (step.kind === 'bool') writer.uint32(24).bool(step.value);
    else if (step.kind === 'bytes') writer.uint32(34).bytes(step.value);
    else writer.uint32(40)[step.kind](step.value);
  }
  return writer;
}

const number = (
  kind: 'int32' | 'uint32' | 'int64' | 'uint64' | 'sint32' | 'sint64' | 'double',
  value: fc.Arbitrary<number>,
) => value.map((one): Step => ({ kind, value: one }));
const { step } = fc.letrec<{ step: Step }>((tie) => ({
  step: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc
      .oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 90 }))
      .map((value): Step => ({ kind: 'string', value })),
    number('int32', fc.integer()),
    number('uint32', fc.nat()),
    number('int64', fc.maxSafeInteger()),
    number('uint64', fc.maxSafeNat()),
    number('sint32', fc.integer()),
    number('sint64', fc.maxSafeInteger()),
    number('double', fc.double({ noNaN: true })),
    fc.boolean().map((value): Step => ({ kind: 'bool', value })),
    fc.uint8Array({ maxLength: 400 }).map((value): Step => ({ kind: 'bytes', value })),
    fc.array(tie('step'), { maxLength: 30 }).map((value): Step => ({ kind: 'message', value })),
  ),
}));

describe('the message writer', () => {
  it('writes the bytes of the original', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const [ours, original] = [new MessageWriter(), new BinaryWriter()].map((writer) =>
          write(writer, steps).finish(),
        );
        expect(Buffer.from(ours ?? [])).toEqual(Buffer.from(original ?? []));
      }),
    ));

  it('grows with the message, and leaves earlier ones alone', () => {
    const small = new MessageWriter().string('small').finish();
    const text = 'ö'.repeat(300_000);
    const large = new MessageWriter().uint32(10).fork().uint32(18).string(text).join().finish();
    const reader = new BinaryReader(large);
    expect([reader.uint32(), reader.uint32(), reader.uint32(), reader.string()]).toEqual([
      10,
      600_004,
      18,
      text,
    ]);
    expect(new BinaryReader(small).string()).toBe('small');
  });

  it('writes a small message after a very large one', () => {
    const text = 'x'.repeat(9_000_000);
    expect(new MessageWriter().string(text).finish()).toHaveLength(text.length + 4);
    expect(new BinaryReader(new MessageWriter().string('small').finish()).string()).toBe('small');
  });

  it('starts over after a message that could not be written', () => {
    expect(() => new MessageWriter().string('lost').int32(1.5)).toThrow('invalid int32');
    expect(new BinaryReader(new MessageWriter().string('next').finish()).string()).toBe('next');
  });

  it.each([-1, 0x1_0000_0000, NaN])('refuses %s as uint32', (value) =>
    expect(() => new MessageWriter().uint32(value)).toThrow('invalid uint32'),
  );
});
