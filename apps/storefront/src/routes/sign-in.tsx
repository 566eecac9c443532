import { Link, redirect } from 'react-router';
import type { Route } from './+types/sign-in';
import { AccountForm } from '../features/account/account-form.tsx';
import { KnownPasswordField, LoginEmailField } from '../features/account/credential-fields.tsx';
import { EntryPage } from '../features/account/entry-page.tsx';
import { hasFaults, missingIn, refuse, refusedBy, textOf } from '../lib/form.ts';
import { fieldText } from '../lib/field-text.ts';
import { placeAfter } from '../lib/own-path.ts';
import { unwrap } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';
import { Notice } from '../ui/notice.tsx';

const FIELDS = ['email', 'password'];

export async function loader({ context, request }: Route.LoaderArgs) {
  const asked = new URL(request.url).searchParams;
  const to = asked.get('to');
  if (await context.get(shopContext).isSignedIn()) throw redirect(placeAfter(to));
  const why = asked.get('why');
  return { to, why: why === 'reset' || why === 'ended' ? why : null };
}

export async function action({ context, request }: Route.ActionArgs) {
  const shop = context.get(shopContext);
  const form = await postedForm(request);
  const [email, password] = [textOf(form, 'email'), fieldText(form, 'password')];
  const faults = missingIn({ email, password });
  if (hasFaults(faults)) return refuse({ email }, faults);
  const answer = await shop.api.POST('/api/v1/auth/login', {
    body: { email, password, returnRefreshToken: true },
  });
  if (!answer.response.ok) return refusedBy({ answer, values: { email }, fields: FIELDS });
  shop.signIn(unwrap(answer));
  throw redirect(placeAfter(form.get('to')));
}

export default function SignIn({ loaderData: { to, why }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const query = to ? `?to=${encodeURIComponent(to)}` : '';
  return (
    <EntryPage title={account.signInTitle} text={account.signInText}>
      {why && !actionData && (
        <Notice kind={why === 'reset' ? 'good' : 'warn'}>
          <p>{why === 'reset' ? account.afterReset : account.signInAgain}</p>
        </Notice>
      )}
      <AccountForm submit={account.signIn} refusal={actionData} fields={FIELDS}>
        {(stateOf) => (
          <>
            {to && <input type="hidden" name="to" value={to} />}
            <LoginEmailField stateOf={stateOf} />
            <KnownPasswordField label={account.password} name="password" stateOf={stateOf} />
          </>
        )}
      </AccountForm>
      <p className="grid gap-2 border-t border-line pt-6 text-sm">
        <Link to="/forgot-password" className="underline underline-offset-4">
          {account.forgotLink}
        </Link>
        <span>
          {account.newHere}{' '}
          <Link to={`/register${query}`} className="underline underline-offset-4">
            {account.registerLink}
          </Link>
        </span>
      </p>
    </EntryPage>
  );
}
