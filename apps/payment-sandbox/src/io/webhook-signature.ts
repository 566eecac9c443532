import { createHmac } from 'node:crypto';

/** `t=<seconds>,v1=<hex HMAC-SHA256 of "<seconds>.<body>">`; proves the sender and the time. */
export function signWebhook(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}
