import fastify from 'fastify';

/** A Fastify route that only sends these bytes: what the machine could do at the very most. */
export async function bareRoute(bytes: string): Promise<{ origin: string; close: () => Promise<void> }> {
  const app = fastify();
  const body = Buffer.from(bytes);
  app.get('/bare', (_request, reply) => reply.header('content-type', 'application/json').send(body));
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { origin, close: () => app.close() };
}
