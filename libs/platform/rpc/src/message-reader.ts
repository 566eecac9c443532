import { BinaryReader } from '@bufbuild/protobuf/wire';

interface Native {
  utf8Slice(start: number, end: number): string;
}

/**
 * Reads texts straight from the message. `BinaryReader` makes a view of each one for a TextDecoder: half as much CPU
 * again, and most of what decoding allocates (docs/performance.md).
 */
export class MessageReader extends BinaryReader {
  constructor(private readonly bytesOf: Buffer) {
    super(bytesOf);
  }

  override string(strict?: boolean): string {
    if (strict) return super.string(strict);
    const length = this.uint32();
    const start = this.pos;
    this.pos += length;
    this.assertBounds();
    return (this.bytesOf as Buffer & Native).utf8Slice(start, this.pos);
  }

  /** Whatever is left, for codecs that are not protobuf's. */
  rest(): Buffer {
    return this.bytesOf.subarray(this.pos);
  }
}
