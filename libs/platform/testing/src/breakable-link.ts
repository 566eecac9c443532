import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface BreakableLink {
  /** The same address through the link. */
  url: string;
  /** Cuts every connection and refuses new ones. */
  cut(): void;
  /** Lets connections through again. */
  mend(): void;
  close(): Promise<void>;
}

/** A way to a server that a spec can cut, to see how the other end takes it. */
export async function breakableLink(url: string): Promise<BreakableLink> {
  const target = new URL(url);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one
        .on('error', () => {})
        .on('close', () => {
          open.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
    return undefined;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const cut = (): void => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  const close = async (): Promise<void> => {
    cut();
    await new Promise((done) => server.close(done));
  };
  return { url: through.href, cut, mend: () => void (isCut = false), close };
}
