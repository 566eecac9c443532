import type { Client, Connection, Submittable } from 'pg';

const CHUNK_BYTES = 1 << 18;

/** `COPY … FROM STDIN` of lines in its text format. @returns how many rows */
export async function copyIn(client: Client, into: string, lines: Iterable<string>): Promise<number> {
  const copy = new CopyIn(`COPY ${into} FROM STDIN`, lines);
  client.query(copy);
  return copy.done;
}

interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** What pg's client calls for its active query. */
class CopyIn implements Submittable {
  readonly done: Promise<number>;
  private readonly text: string;
  private readonly lines: Iterable<string>;
  private rows = 0;
  private resolve: (rows: number) => void = () => {};
  private reject: (error: unknown) => void = () => {};

  constructor(text: string, lines: Iterable<string>) {
    this.text = text;
    this.lines = lines;
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  submit(connection: Connection): void {
    connection.query(this.text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.send(connection).catch((error: unknown) => connection.sendCopyFail(String(error)));
  }

  handleCommandComplete({ text }: { text: string }): void {
    this.rows = Number(text.split(' ').at(-1));
  }

  handleReadyForQuery(): void {
    this.resolve(this.rows);
  }

  handleError(error: Error): void {
    this.reject(error);
  }

  private async send(connection: CopyConnection): Promise<void> {
    let chunk = '';
    const flush = async (): Promise<void> => {
      connection.sendCopyFromChunk(Buffer.from(chunk));
      chunk = '';
      // Postgres reads more slowly than lines are made.
      if (connection.stream.writableNeedDrain) await new Promise((go) => connection.stream.once('drain', go));
    };
    for (const line of this.lines) {
      chunk += `${line}\n`;
      if (chunk.length >= CHUNK_BYTES) await flush();
    }
    if (chunk) await flush();
    connection.endCopyFrom();
  }
}
