import { redirect } from 'react-router';
import type { Route } from './+types/reset-password';
import { AccountForm } from '../features/account/account-form.tsx';
import { NewPasswordField } from '../features/account/credential-fields.tsx';
import { EntryPage } from '../features/account/entry-page.tsx';
import { hasFaults, missingIn, refuse, refusedBy, textOf } from '../lib/form.ts';
import { fieldText } from '../lib/field-text.ts';
import { linkToken } from '../lib/link-token.ts';
import { useWords } from '../lib/text/text.tsx';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

const FIELDS = ['password'];

export const loader = ({ request }: Route.LoaderArgs) => ({ token: linkToken(request) });

export async function action({ context, request }: Route.ActionArgs) {
  const shop = context.get(shopContext);
  const form = await postedForm(request);
  const [token, password] = [textOf(form, 'token'), fieldText(form, 'password')];
  const faults = missingIn({ password });
  if (hasFaults(faults)) return refuse({}, faults);
  const answer = await shop.api.POST('/api/v1/auth/password/reset', { body: { token, password } });
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: FIELDS });
  // All sessions have ended, including this browser's.
  if (await shop.isSignedIn()) await shop.signOut();
  throw redirect('/sign-in?why=reset');
}

export default function ResetPassword({ loaderData: { token }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const isUseless = token === '' || (actionData?.code?.startsWith('token.') ?? false);
  return (
    <EntryPage title={account.resetTitle} text={account.resetText}>
      {token === '' && (
        <Notice kind="warn">
          <p>{account.noToken}</p>
        </Notice>
      )}
      {token !== '' && (
        <AccountForm submit={account.reset} refusal={actionData} fields={FIELDS}>
          {(stateOf) => (
            <>
              <input type="hidden" name="token" value={token} />
              <NewPasswordField label={account.newPassword} name="password" stateOf={stateOf} />
            </>
          )}
        </AccountForm>
      )}
      {isUseless && (
        <p>
          <ButtonLink to="/forgot-password" look="secondary">
            {account.askAgain}
          </ButtonLink>
        </p>
      )}
    </EntryPage>
  );
}
