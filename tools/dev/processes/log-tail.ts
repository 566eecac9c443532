import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

/** Follows a log file and shows what `pick` makes of its lines: by default those that are warnings or worse. */
export class LogTail {
  private readonly name: string;
  private readonly file: string;
  private readonly show: (line: string) => void;
  private readonly pick: (line: string) => string | undefined;
  private at = 0;
  private rest = '';

  constructor(name: string, file: string, show: (line: string) => void, pick = warningIn) {
    this.name = name;
    this.file = file;
    this.show = show;
    this.pick = pick;
  }

  /** What is there already is not shown. */
  skip(): void {
    if (existsSync(this.file)) this.at = statSync(this.file).size;
  }

  poll(): void {
    if (!existsSync(this.file)) return;
    const size = statSync(this.file).size;
    if (size < this.at) this.at = 0;
    if (size === this.at) return;
    const lines = (this.rest + this.read(size)).split('\n');
    this.rest = lines.pop() ?? '';
    const counts = new Map<string, number>();
    for (const text of lines.map((line) => this.pick(line)))
      if (text) counts.set(text, (counts.get(text) ?? 0) + 1);
    for (const [text, count] of counts) {
      this.show(`${this.name}: ${text}${count > 1 ? ` (${count} times)` : ''}`);
    }
  }

  private read(size: number): string {
    const buffer = Buffer.alloc(size - this.at);
    const file = openSync(this.file, 'r');
    readSync(file, buffer, 0, buffer.length, this.at);
    closeSync(file);
    this.at = size;
    return buffer.toString('utf8');
  }
}

const WARNING = 40;
const LEVELS: Record<string, number> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: WARNING,
  error: 50,
  fatal: 60,
};

/** Message of a JSON log line that is a warning or worse; undefined for any other line. */
export function warningIn(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as {
      level?: number | string;
      msg?: string;
      err?: { message?: string };
    };
    const rank = typeof level === 'string' ? (LEVELS[level] ?? 0) : (level ?? 0);
    if (rank < WARNING) return undefined;
    return [msg, err?.message].filter(Boolean).join(': ');
  } catch {
    return undefined;
  }
}
