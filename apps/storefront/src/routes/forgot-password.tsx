import { data, Link } from 'react-router';
import type { Route } from './+types/forgot-password';
import { AccountForm } from '../features/account/account-form.tsx';
import { LoginEmailField } from '../features/account/credential-fields.tsx';
import { EntryPage } from '../features/account/entry-page.tsx';
import { hasFaults, missingIn, refuse, refusedBy, textOf } from '../lib/form.ts';
import { useWords } from '../lib/text/text.tsx';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';
import { Notice } from '../ui/notice.tsx';

const FIELDS = ['email'];

export async function action({ context, request }: Route.ActionArgs) {
  const shop = context.get(shopContext);
  const email = textOf(await postedForm(request), 'email');
  const faults = missingIn({ email });
  if (hasFaults(faults)) return refuse({ email }, faults);
  const answer = await shop.api.POST('/api/v1/auth/password/forgot', {
    body: { email, locale: shop.locale },
  });
  if (!answer.response.ok) return refusedBy({ answer, values: { email }, fields: FIELDS });
  return data({ sentTo: email });
}

export default function ForgotPassword({ actionData }: Route.ComponentProps) {
  const { account } = useWords();
  if (actionData && 'sentTo' in actionData)
    return (
      <EntryPage title={account.forgotDoneTitle}>
        <Notice kind="good">
          <p>{account.forgotDone(actionData.sentTo)}</p>
        </Notice>
        <BackToSignIn />
      </EntryPage>
    );
  return (
    <EntryPage title={account.forgotTitle} text={account.forgotText}>
      <AccountForm submit={account.forgot} refusal={actionData} fields={FIELDS}>
        {(stateOf) => <LoginEmailField stateOf={stateOf} />}
      </AccountForm>
      <BackToSignIn />
    </EntryPage>
  );
}

function BackToSignIn() {
  const { account } = useWords();
  return (
    <p className="text-sm">
      <Link to="/sign-in" className="underline underline-offset-4">
        {account.backToSignIn}
      </Link>
    </p>
  );
}
