import type { FastifyReply } from 'fastify';

const HEARTBEAT_MS = 15_000;

/** One answer of `text/event-stream`: sends the state when it changed, keeps the line open between. */
export class EventStream {
  private readonly reply: FastifyReply;
  private readonly heartbeat: NodeJS.Timeout;
  private last = '';

  constructor(reply: FastifyReply, onClose: () => void) {
    this.reply = reply;
    reply.hijack();
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    };
    reply.raw.writeHead(200, headers);
    // A proxy in between must not take silence for death.
    this.heartbeat = setInterval(() => reply.raw.write(': still here\n\n'), HEARTBEAT_MS);
    reply.raw.once('close', () => {
      clearInterval(this.heartbeat);
      onClose();
    });
  }

  /** Sends it unless it was the last thing sent. */
  send(event: string, data: unknown): void {
    const text = JSON.stringify(data);
    if (text === this.last || this.reply.raw.writableEnded) return;
    this.last = text;
    this.reply.raw.write(`event: ${event}\ndata: ${text}\n\n`);
  }

  end(): void {
    this.reply.raw.end();
  }
}
