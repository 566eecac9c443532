const EVERY_MS = 500;

/** A line on stderr that follows the work; on a terminal it stays one line. */
export class Progress {
  private readonly started = performance.now();
  private shown = 0;

  show(text: (seconds: number) => string): void {
    const now = performance.now();
    if (now - this.shown < EVERY_MS) return;
    this.shown = now;
    this.write(text(this.seconds()));
  }

  done(text: (seconds: number) => string): void {
    this.write(text(this.seconds()));
    if (process.stderr.isTTY) process.stderr.write('\n');
  }

  seconds(): number {
    return Math.max((performance.now() - this.started) / 1000, 0.001);
  }

  private write(text: string): void {
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${text}` : `${text}\n`);
  }
}
