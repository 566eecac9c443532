import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Frame, FrameWriter, framesOf, MalformedMessage } from './frames.ts';

const frame = fc.record({
  kind: fc.nat(255),
  call: fc.nat(0xffff_ffff),
  head: fc.string({ unit: 'grapheme' }),
  body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});
const frames = fc.array(frame, { minLength: 1, maxLength: 5 });

function messageOf(all: readonly Frame[]): Buffer {
  const sent: Buffer[] = [];
  const writer = new FrameWriter((message) => sent.push(message));
  for (const { kind, call, head, body } of all) writer.write(kind, call, head, body);
  writer.flush();
  return Buffer.concat(sent);
}

/** What is read until the message ends, or is found to be malformed. */
function read(message: Buffer) {
  const all = [];
  try {
    for (const one of framesOf(message)) all.push(one);
    return { all, isWhole: true };
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedMessage);
    return { all, isWhole: false };
  }
}

describe('the frames of a message', () => {
  it('are those that were written', () =>
    fc.assert(fc.property(frames, (all) => expect(read(messageOf(all))).toEqual({ all, isWhole: true }))));

  it('of random bytes are frames, or the message is malformed', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        const { all } = read(Buffer.from(bytes));
        expect(all.length).toBeLessThanOrEqual(bytes.length / 11);
      }),
    ));

  it('of a message that was cut off are the whole ones', () =>
    fc.assert(
      fc.property(frames, fc.nat(), (all, at) => {
        const message = messageOf(all);
        const cut = message.subarray(0, at % message.length);
        const { all: whole, isWhole } = read(cut);
        expect(whole).toEqual(all.slice(0, whole.length));
        // Cut between two frames it is a shorter message.
        expect(isWhole).toBe(messageOf(whole).length === cut.length);
      }),
    ));
});
