import { data, Form, redirect, useNavigation } from 'react-router';
import type { Route } from './+types/security';
import { AccountForm } from '../../features/account/account-form.tsx';
import { AccountTitle } from '../../features/account/account-page.tsx';
import { KnownPasswordField, NewPasswordField } from '../../features/account/credential-fields.tsx';
import { DeviceList } from '../../features/account/device-list.tsx';
import { hasFaults, missingIn, type Refusal, refuse, refusedBy, textOf } from '../../lib/form.ts';
import { fieldText } from '../../lib/field-text.ts';
import { unwrap } from '../../lib/problem.ts';
import { useWords } from '../../lib/text/text.tsx';
import { postedForm } from '../../server/posted-form.ts';
import { type Shop, shopContext } from '../../server/shop.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

const FIELDS = ['currentPassword', 'newPassword'];

export async function loader({ context }: Route.LoaderArgs) {
  const { items } = unwrap(await context.get(shopContext).api.GET('/api/v1/me/sessions'));
  // This device first, then by last use.
  const latest = [...items].sort((a, b) => b.lastUsedAt.localeCompare(a.lastUsedAt));
  return { sessions: [...latest.filter((one) => one.isCurrent), ...latest.filter((one) => !one.isCurrent)] };
}

export async function action({ context, request }: Route.ActionArgs) {
  const form = await postedForm(request);
  const shop = context.get(shopContext);
  switch (form.get('intent')) {
    case 'end':
      return endSession(shop, textOf(form, 'session'));
    case 'end-all':
      return endAll(shop);
    default:
      return changePassword(shop, form);
  }
}

async function changePassword(shop: Shop, form: FormData) {
  const body = {
    currentPassword: fieldText(form, 'currentPassword'),
    newPassword: fieldText(form, 'newPassword'),
  };
  const faults = missingIn(body);
  if (hasFaults(faults)) return refuse({}, faults);
  const answer = await shop.api.POST('/api/v1/me/password', { body });
  if (!answer.response.ok)
    return refusedBy({ answer, values: {}, fields: FIELDS }, { 'password.wrong': 'currentPassword' });
  return data({ done: 'password' as const });
}

async function endSession(shop: Shop, id: string) {
  const answer = await shop.api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } });
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  return data({ done: 'session' as const });
}

async function endAll(shop: Shop): Promise<never> {
  unwrap(await shop.api.DELETE('/api/v1/me/sessions'));
  await shop.signOut();
  throw redirect('/sign-in?why=ended');
}

export default function Security({ loaderData: { sessions }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const done = actionData && 'done' in actionData ? actionData.done : undefined;
  const refusal = actionData && 'faults' in actionData ? actionData : undefined;
  return (
    <>
      <AccountTitle title={account.security} />
      {done && (
        <Notice kind="good">
          <p>{done === 'password' ? account.passwordChanged : account.deviceSignedOut}</p>
        </Notice>
      )}
      <section aria-labelledby="password" className="grid max-w-md gap-4">
        <h2 id="password" className="text-lg">
          {account.changePassword}
        </h2>
        <p className="text-sm text-soft">{account.changePasswordText}</p>
        <PasswordForm key={done} refusal={refusal} />
      </section>
      <section aria-labelledby="devices" className="grid gap-4">
        <h2 id="devices" className="text-lg">
          {account.devices}
        </h2>
        <DeviceList sessions={sessions} />
        <SignOutEverywhere />
      </section>
    </>
  );
}

function PasswordForm({ refusal }: { refusal: Refusal | undefined }) {
  const { account } = useWords();
  return (
    <AccountForm intent="password" submit={account.changePassword} refusal={refusal} fields={FIELDS}>
      {(stateOf) => (
        <>
          <KnownPasswordField label={account.currentPassword} name="currentPassword" stateOf={stateOf} />
          <NewPasswordField label={account.newPassword} name="newPassword" stateOf={stateOf} />
        </>
      )}
    </AccountForm>
  );
}

function SignOutEverywhere() {
  const { account } = useWords();
  const isBusy = useNavigation().formData?.get('intent') === 'end-all';
  return (
    <Form method="post" className="flex flex-wrap items-center gap-4 pt-2">
      <input type="hidden" name="intent" value="end-all" />
      <Button look="secondary" isBusy={isBusy} aria-describedby="everywhere">
        {account.signOutEverywhere}
      </Button>
      <p id="everywhere" className="text-sm text-soft">
        {account.signOutEverywhereText}
      </p>
    </Form>
  );
}
