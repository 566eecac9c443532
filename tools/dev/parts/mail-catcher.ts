import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../processes/ports.ts';
import { givenAddress, removeFolder, root, type Stack } from '../stack.ts';
import { answersOk, startSupervised, type Part } from './part.ts';

const PROGRAM = path.join(root, 'node_modules/maildev/bin/maildev');

export interface MailCatcher extends Part {
  /** Where users and tests read the mails; undefined: they go to a server that is not ours. */
  page?: string;
}

/** Takes every mail of the shop and sends none on. What it has caught is gone when it stops. */
export async function startMailCatcher(
  stack: Stack,
  usual: { smtp?: number; page?: number } = {},
): Promise<MailCatcher> {
  const address = givenAddress(stack, 'SMTP_URL');
  if (address) return { name: 'Mail', url: address, origin: 'SMTP_URL' };

  const [smtp, web] = [await freePort(usual.smtp), await freePort(usual.page)];
  const page = `http://127.0.0.1:${web}`;
  const folder = path.join(stack.folder, 'mails');
  removeFolder(folder);
  mkdirSync(folder, { recursive: true });
  const child = await startSupervised(
    stack,
    {
      name: 'Mail',
      command: process.execPath,
      args: [
        ...[PROGRAM, '--ip', '127.0.0.1', '--smtp', String(smtp), '--web', String(web)],
        ...['--mail-directory', folder, '--silent'],
      ],
      log: path.join(stack.logs, 'mail-catcher.log'),
    },
    () => answersOk(`${page}/healthz`),
  );
  return { name: 'Mail', url: `smtp://127.0.0.1:${smtp}`, page, origin: 'maildev', child };
}
