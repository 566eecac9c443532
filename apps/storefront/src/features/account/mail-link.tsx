import type { ReactNode } from 'react';
import type { Refusal } from '../../lib/form.ts';
import { useWords } from '../../lib/text/text.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AccountForm } from './account-form.tsx';
import { EntryPage } from './entry-page.tsx';

interface MailLinkProps {
  readonly title: string;
  readonly text: string;
  /** Of the button. */
  readonly submit: string;
  readonly token: string;
  readonly refusal: Refusal | undefined;
}

/** A button acts, not the visit: mail scanners visit every link, and the link can be used once. */
export function MailLinkPage({ title, text, submit, token, refusal }: MailLinkProps) {
  const { account } = useWords();
  return (
    <EntryPage title={title} text={text}>
      {token === '' ? (
        <Notice kind="warn">
          <p>{account.noToken}</p>
        </Notice>
      ) : (
        <AccountForm submit={submit} refusal={refusal} fields={[]}>
          {() => <input type="hidden" name="token" value={token} />}
        </AccountForm>
      )}
    </EntryPage>
  );
}

interface MailLinkDoneProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Where to go on; none: the page is the end. */
  readonly next?: { readonly to: string; readonly label: string } | undefined;
}

/** What the button has done. */
export function MailLinkDone({ title, children, next }: MailLinkDoneProps) {
  return (
    <EntryPage title={title}>
      <Notice kind="good">
        <p>{children}</p>
      </Notice>
      {next && (
        <p>
          <ButtonLink to={next.to} look="secondary">
            {next.label}
          </ButtonLink>
        </p>
      )}
    </EntryPage>
  );
}
