import net, { type AddressInfo, type Socket } from 'node:net';

/** A TCP link to a server that can be slowed down or cut; listens on 127.0.0.1 only. */
export class Link {
  private readonly open = new Set<Socket>();
  private readonly server: net.Server;
  private delayMs = 0;
  private isCut = false;
  private readonly target: { host: string; port: number };

  private constructor(target: { host: string; port: number }) {
    this.target = target;
    this.server = net.createServer((near) => this.connect(near));
  }

  static async to(host: string, port: number): Promise<Link> {
    const link = new Link({ host, port });
    await new Promise<void>((done) => link.server.listen(0, '127.0.0.1', done));
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Each direction takes that much longer. */
  slowDown(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** Ends every connection and refuses new ones. */
  cut(): void {
    this.isCut = true;
    for (const socket of this.open) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
    this.delayMs = 0;
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((done) => this.server.close(() => done()));
  }

  private connect(near: Socket): void {
    if (this.isCut) return void near.destroy();
    const far = net.connect(this.target);
    this.pass(near, far);
    this.pass(far, near);
  }

  private pass(from: Socket, to: Socket): void {
    this.open.add(from);
    from
      .on('data', (data) => this.later(() => to.writable && to.write(data)))
      .on('end', () => this.later(() => to.end()))
      .on('error', () => {})
      .on('close', () => {
        this.open.delete(from);
        to.destroy();
      });
  }

  /** Timers of one length end in the order in which they began, so bytes stay in order. */
  private later(work: () => void): void {
    if (this.delayMs === 0) work();
    else setTimeout(work, this.delayMs);
  }
}
