import type { ComposedMail } from '../composing.ts';
import type { MailContent } from './content.ts';
import { toHtml } from './page.ts';
import { toPlainText } from './plain-text.ts';

/** HTML and plain text of a mail. */
export function composeMail(content: MailContent): ComposedMail {
  return { subject: content.subject, html: toHtml(content), text: toPlainText(content) };
}
