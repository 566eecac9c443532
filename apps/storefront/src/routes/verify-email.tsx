import { data } from 'react-router';
import type { Route } from './+types/verify-email';
import { MailLinkDone, MailLinkPage } from '../features/account/mail-link.tsx';
import { refusedBy, textOf } from '../lib/form.ts';
import { linkToken } from '../lib/link-token.ts';
import { unwrap } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';

export const loader = ({ request }: Route.LoaderArgs) => ({ token: linkToken(request) });

export async function action({ context, request }: Route.ActionArgs) {
  const token = textOf(await postedForm(request), 'token');
  const answer = await context.get(shopContext).api.POST('/api/v1/auth/verify-email', { body: { token } });
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  return data({ verified: unwrap(answer).email });
}

export default function VerifyEmail({ loaderData: { token }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  if (actionData && 'verified' in actionData)
    return (
      <MailLinkDone title={account.verifiedTitle} next={{ to: '/', label: account.goOn }}>
        {account.verified(actionData.verified)}
      </MailLinkDone>
    );
  return (
    <MailLinkPage
      title={account.verifyTitle}
      text={account.verifyText}
      submit={account.verify}
      token={token}
      refusal={actionData}
    />
  );
}
