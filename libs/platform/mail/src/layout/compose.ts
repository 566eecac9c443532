import type { ComposedMail } from '../mail-worker.ts';
import type { MailContent } from './content.ts';
import { toPlainText } from './plain-text.ts';

/** HTML and plain text of a mail. The layout is loaded with the first mail: most processes never send one. */
export async function composeMail(content: MailContent): Promise<ComposedMail> {
  const { toHtml } = await import('./page.tsx');
  return { subject: content.subject, html: toHtml(content), text: toPlainText(content) };
}
