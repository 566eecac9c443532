import { v7 } from 'uuid';
import { describe, expect, it } from '@jest/globals';
import { type Mail, MailRefused, MailServerUnavailable, type MailTransport } from '../transport.ts';

export interface TransportUnderTest {
  readonly transport: MailTransport;
  /** The mails that arrived. */
  received(): Promise<Mail[]>;
  /** Makes the server reject this mailbox. */
  forget(address: string): void;
  goAway(): Promise<void>;
}

const aMail = (changes: Partial<Mail> = {}): Mail => ({
  messageId: `${v7()}@shop.example`,
  from: { name: 'Tradepost', address: 'hello@tradepost.example' },
  to: `${v7()}@example.com`,
  subject: 'Größe geändert: £12.50 · „Tasse“',
  html: '<p>Grüße — <a href="http://localhost/orders/1?token=a_b-c">weiter</a></p>',
  text: 'Grüße — weiter http://localhost/orders/1?token=a_b-c',
  language: 'de',
  ...changes,
});

/** The contract of every MailTransport. */
export function mailTransportContract(make: () => Promise<TransportUnderTest>): void {
  describe('a mail transport', () => {
    it('delivers a mail unchanged', async () => {
      const { transport, received } = await make();
      const mail = aMail();
      await transport.send(mail);
      expect(await received()).toEqual([mail]);
      await transport.close();
    });

    it.each([
      'Shop (London) [beta]',
      'Mode: Damen; Herren, Kinder',
      'Ann "Red" Lee',
      'Müller & Söhne',
      '喫茶店',
      '',
    ])('delivers a mail of a sender with the name %j', async (name) => {
      const { transport, received } = await make();
      const mail = aMail({ from: { name, address: 'hello@tradepost.example' } });
      await transport.send(mail);
      expect((await received()).map(({ from }) => from)).toEqual([mail.from]);
      await transport.close();
    });

    it('keeps the Message-ID when a mail is sent again', async () => {
      const { transport, received } = await make();
      const mail = aMail();
      await transport.send(mail);
      await transport.send(mail);
      expect((await received()).map(({ messageId }) => messageId)).toEqual([mail.messageId, mail.messageId]);
      await transport.close();
    });

    it('refuses an unknown mailbox permanently and still accepts other mails', async () => {
      const { transport, received, forget } = await make();
      const [lost, good] = [aMail(), aMail()];
      forget(lost.to);
      const refusal = await transport.send(lost).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(MailRefused);
      expect(JSON.stringify(refusal) + String(refusal)).not.toContain(lost.to);
      await transport.send(good);
      expect(await received()).toEqual([good]);
      await transport.close();
    });

    it('reports an unavailable server as such', async () => {
      const { transport, goAway } = await make();
      await goAway();
      await expect(transport.send(aMail())).rejects.toBeInstanceOf(MailServerUnavailable);
      await transport.close();
    });
  });
}
