import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from '@jest/globals';
import { MessageReader } from './message-reader.ts';

const messageOf = (...texts: string[]): Buffer => {
  const writer = new BinaryWriter();
  for (const text of texts) writer.string(text);
  return Buffer.from(writer.finish());
};

describe('texts of a message', () => {
  it.each([
    ['empty', ''],
    ['ASCII', 'a mug'],
    ['of every length of UTF-8', 'a \u00fc \u20ac \u{1f600}'],
    ['long', '\u00e9'.repeat(70_000)],
  ])('that are %s are what BinaryReader reads, and so is what follows', (_what, text) => {
    const bytes = messageOf(text, 'next');
    const [ours, theirs] = [new MessageReader(bytes), new BinaryReader(bytes)];
    expect([ours.string(), ours.string()]).toEqual([theirs.string(), theirs.string()]);
    expect(ours.pos).toBe(theirs.pos);
  });

  it('that are no UTF-8 are replaced, as by BinaryReader', () => {
    const bytes = Buffer.from([4, 0x61, 0xc3, 0x28, 0xff]);
    expect(new MessageReader(bytes).string()).toBe(new BinaryReader(bytes).string());
    expect(() => new MessageReader(bytes).string(true)).toThrow();
  });

  it('may be in the middle of the memory', () => {
    const all = Buffer.concat([Buffer.from('before'), messageOf('a mug'), Buffer.from('after')]);
    expect(new MessageReader(all.subarray(6, -5)).string()).toBe('a mug');
  });

  it('that end after the message are refused', () => {
    expect(() => new MessageReader(Buffer.from([5, 0x61])).string()).toThrow(RangeError);
  });
});
