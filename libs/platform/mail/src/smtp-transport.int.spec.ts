import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@tradepost/testing/waiting';
import { SmtpTransport } from './smtp-transport.ts';
import { CatchingServer } from './testing/catching-server.ts';
import { mailTransportContract } from './testing/mail-transport.contract.ts';
import { MAILS_AT_ONCE, MailRefused, MailServerUnavailable } from './transport.ts';

const servers: CatchingServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function aServer(): Promise<{ server: CatchingServer; transport: SmtpTransport }> {
  const server = new CatchingServer();
  servers.push(server);
  return { server, transport: new SmtpTransport(await server.listen()) };
}

mailTransportContract(async () => {
  const { server, transport } = await aServer();
  return {
    transport,
    received: async () => server.received,
    forget: (address) => void server.unknown.add(address),
    goAway: () => server.close(),
  };
});

describe('an SMTP server with faults', () => {
  const mail = {
    ...{ messageId: '1@shop.example', from: { name: '', address: 'a@example.com' }, to: 'b@example.com' },
    ...{ subject: 's', html: '<p>h</p>', text: 't', language: 'en' },
  };

  it.each([
    ['that is too busy', 421, MailServerUnavailable],
    ['that wants us to come back later', 451, Error],
    ['that will never take it', 554, MailRefused],
  ])('%s', async (_, code, kind) => {
    const { server, transport } = await aServer();
    server.answerToData = code;
    const error = await transport.send(mail).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect(error instanceof MailRefused).toBe(kind === MailRefused);
    expect((error as { code: string }).code).toBe(String(code));
    server.answerToData = undefined;
    await transport.send(mail);
    expect(server.received).toHaveLength(1);
    await transport.close();
  });

  it('that is slow gets all mails of a worker at once, and none that is late before it began', async () => {
    const { server, transport } = await aServer();
    let answer = (): void => {};
    server.slowness = new Promise((done) => (answer = done));
    const late = new AbortController();
    const first = Array.from({ length: MAILS_AT_ONCE }, () => transport.send(mail));
    const results = Promise.allSettled([
      ...first,
      transport.send({ ...mail, messageId: 'late@shop.example' }, late.signal),
      transport.send({ ...mail, messageId: 'next@shop.example' }),
    ]);
    await waitFor(() => expect(server.begun).toBe(MAILS_AT_ONCE), { timeout: 2_000, interval: 10 });
    late.abort();
    answer();
    const sent = (await results).map(({ status }) => status === 'fulfilled');
    expect(sent).toEqual([...first.map(() => true), false, true]);
    const ids = server.received.map(({ messageId }) => messageId);
    expect(ids).toEqual([...first.map(() => mail.messageId), 'next@shop.example']);
    await transport.close();
  });
});
