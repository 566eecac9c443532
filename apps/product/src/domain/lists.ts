/** Lists of whole numbers of 32 bits, one for each row, behind each other in one array: fast to read from first to last. */
export class Lists {
  /** The numbers of a row are those from `starts[row]` to before `ends[row]`. */
  values = new Int32Array(1_024);
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  private used = 0;
  private unused = 0;

  set(row: number, list: readonly number[]): void {
    const { [row]: start = 0 } = this.starts;
    const room = (this.ends[row] ?? start) - start;
    const at = list.length <= room ? start : this.reserve(list.length);
    this.unused += list.length <= room ? room - list.length : room;
    this.values.set(list, at);
    this.starts[row] = at;
    this.ends[row] = at + list.length;
  }

  private reserve(length: number): number {
    if (this.used + length > this.values.length) this.resize(length);
    this.used += length;
    return this.used - length;
  }

  /** Copies what is used, without the room that rows left behind. */
  private resize(length: number): void {
    const live = this.used - this.unused + length;
    const values = new Int32Array(Math.max(1_024, live + (live >> 1)));
    let at = 0;
    for (let row = 0; row < this.starts.length; row++) {
      const [start, end] = [this.starts[row] ?? 0, this.ends[row] ?? 0];
      values.set(this.values.subarray(start, end), at);
      this.starts[row] = at;
      this.ends[row] = at += end - start;
    }
    this.values = values;
    this.used = at;
    this.unused = 0;
  }
}
