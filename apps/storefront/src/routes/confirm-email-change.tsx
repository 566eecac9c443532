import { data } from 'react-router';
import type { Route } from './+types/confirm-email-change';
import { AccountForm } from '../features/account/account-form.tsx';
import { EntryPage } from '../features/account/entry-page.tsx';
import { refusedBy, textOf } from '../lib/form.ts';
import { unwrap } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import { shopContext } from '../server/shop.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' };
}

export async function action({ context, request }: Route.ActionArgs) {
  const token = textOf(await request.formData(), 'token');
  const answer = await context.get(shopContext).api.POST('/api/v1/auth/email-change/confirm', {
    body: { token },
  });
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  return data({ changed: unwrap(answer).email });
}

/** A button confirms, not the visit: mail scanners visit every link, and the link can be used once. */
export default function ConfirmEmailChange({ loaderData: { token }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  if (actionData && 'changed' in actionData)
    return (
      <EntryPage title={account.verifiedTitle}>
        <Notice kind="good">
          <p>{account.emailChanged(actionData.changed)}</p>
        </Notice>
        <p>
          <ButtonLink to="/" look="secondary">
            {account.goOn}
          </ButtonLink>
        </p>
      </EntryPage>
    );
  return (
    <EntryPage title={account.confirmChangeTitle} text={account.confirmChangeText}>
      {token === '' ? (
        <Notice kind="warn">
          <p>{account.noToken}</p>
        </Notice>
      ) : (
        <AccountForm submit={account.confirmChange} refusal={actionData} fields={[]}>
          {() => <input type="hidden" name="token" value={token} />}
        </AccountForm>
      )}
    </EntryPage>
  );
}
