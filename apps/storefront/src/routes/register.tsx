import { Link, redirect } from 'react-router';
import type { Route } from './+types/register';
import { AccountForm } from '../features/account/account-form.tsx';
import { LoginEmailField, NewPasswordField } from '../features/account/credential-fields.tsx';
import { EntryPage } from '../features/account/entry-page.tsx';
import { hasFaults, missingIn, refuse, refusedBy, textOf } from '../lib/form.ts';
import { fieldText } from '../lib/field-text.ts';
import { placeAfter } from '../lib/own-path.ts';
import { unwrap } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';
import { Field } from '../ui/field.tsx';

const FIELDS = ['name', 'email', 'password'];

export async function loader({ context, request }: Route.LoaderArgs) {
  const to = new URL(request.url).searchParams.get('to');
  if (await context.get(shopContext).isSignedIn()) throw redirect(placeAfter(to));
  return { to };
}

export async function action({ context, request }: Route.ActionArgs) {
  const shop = context.get(shopContext);
  const form = await postedForm(request);
  const values = { name: textOf(form, 'name'), email: textOf(form, 'email') };
  const password = fieldText(form, 'password');
  const faults = missingIn({ ...values, password });
  if (hasFaults(faults)) return refuse(values, faults);
  const answer = await shop.api.POST('/api/v1/auth/register', {
    body: { ...values, password, returnRefreshToken: true },
  });
  if (!answer.response.ok)
    return refusedBy({ answer, values, fields: FIELDS }, { 'user.email_taken': 'email' });
  shop.signIn(unwrap(answer));
  throw redirect(placeAfter(form.get('to')));
}

export default function Register({ loaderData: { to }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const query = to ? `?to=${encodeURIComponent(to)}` : '';
  return (
    <EntryPage title={account.registerTitle} text={account.registerText}>
      <AccountForm submit={account.register} refusal={actionData} fields={FIELDS}>
        {(stateOf) => (
          <>
            {to && <input type="hidden" name="to" value={to} />}
            <Field label={account.name} name="name" autoComplete="name" {...stateOf('name')} />
            <LoginEmailField stateOf={stateOf} />
            <NewPasswordField label={account.password} name="password" stateOf={stateOf} />
          </>
        )}
      </AccountForm>
      <p className="border-t border-line pt-6 text-sm">
        {account.haveAccount}{' '}
        <Link to={`/sign-in${query}`} className="underline underline-offset-4">
          {account.signIn}
        </Link>
      </p>
    </EntryPage>
  );
}
