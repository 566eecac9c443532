import type { AddressInfo } from 'node:net';
import type { TestGateway } from './a-gateway.ts';

/** A port of the gateway, for what needs a real connection. */
export async function listening({ app }: TestGateway): Promise<number> {
  await app.listen(0, '127.0.0.1');
  return (app.getHttpServer().address() as AddressInfo).port;
}
