import { data, Form, useNavigation } from 'react-router';
import type { Route } from './+types/profile';
import { AccountForm } from '../../features/account/account-form.tsx';
import { AccountTitle } from '../../features/account/account-page.tsx';
import { hasFaults, missingIn, type Refusal, refuse, refusedBy, textOf } from '../../lib/form.ts';
import { unwrap } from '../../lib/problem.ts';
import { useWords } from '../../lib/text/text.tsx';
import { type Shop, shopContext } from '../../server/shop.ts';
import { Button } from '../../ui/button.tsx';
import { Field, SelectField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';

const FIELDS = ['name', 'email', 'locale'];

// Each in its own language, as in the footer.
const LANGUAGES = [
  { code: 'en', name: 'English' },
  { code: 'de', name: 'Deutsch' },
];

export async function loader({ context }: Route.LoaderArgs) {
  const me = unwrap(await context.get(shopContext).api.GET('/api/v1/me'));
  return {
    name: me.name,
    email: me.email,
    isVerified: me.emailVerified,
    locale: me.locale,
    version: me.version,
  };
}

export async function action({ context, request }: Route.ActionArgs) {
  const form = await request.formData();
  const shop = context.get(shopContext);
  return form.get('intent') === 'resend' ? resend(shop) : save(shop, form);
}

async function save(shop: Shop, form: FormData) {
  const values = { name: textOf(form, 'name'), email: textOf(form, 'email'), locale: textOf(form, 'locale') };
  const faults = missingIn({ name: values.name, email: values.email });
  if (hasFaults(faults)) return refuse(values, faults);
  const answer = await shop.api.PATCH('/api/v1/me', {
    body: values,
    headers: { 'if-match': `"${textOf(form, 'version')}"` },
  });
  if (!answer.response.ok)
    return refusedBy({ answer, values, fields: FIELDS }, { 'user.email_taken': 'email' });
  return data({ done: 'saved' as const });
}

async function resend(shop: Shop) {
  const answer = await shop.api.POST('/api/v1/auth/verify-email/resend');
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  return data({ done: 'resent' as const });
}

export default function Profile({ loaderData: me, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const done = actionData && 'done' in actionData ? actionData.done : undefined;
  const refusal = actionData && 'faults' in actionData ? actionData : undefined;
  return (
    <>
      <AccountTitle title={account.profile} text={account.profileText} />
      {done && (
        <Notice kind="good">
          <p>{done === 'saved' ? account.saved : account.resent}</p>
        </Notice>
      )}
      <ProfileForm me={me} refusal={refusal} />
      <Verification isVerified={me.isVerified} />
    </>
  );
}

type Me = Route.ComponentProps['loaderData'];

function ProfileForm({ me, refusal }: { me: Me; refusal: Refusal | undefined }) {
  const { account } = useWords();
  return (
    <AccountForm
      intent="save"
      submit={account.save}
      refusal={refusal}
      fields={FIELDS}
      className="grid max-w-md gap-5"
    >
      {(stateOf) => {
        const state = (field: 'name' | 'email') => {
          const { defaultValue, ...rest } = stateOf(field);
          return { ...rest, defaultValue: defaultValue ?? me[field] };
        };
        return (
          <>
            <input type="hidden" name="version" value={me.version} />
            <Field label={account.name} name="name" autoComplete="name" {...state('name')} />
            <Field
              label={account.email}
              name="email"
              type="email"
              autoComplete="email"
              hint={account.emailHint}
              {...state('email')}
            />
            <SelectField
              label={account.mailLanguage}
              name="locale"
              defaultValue={me.locale.startsWith('de') ? 'de' : 'en'}
            >
              {LANGUAGES.map(({ code, name }) => (
                <option key={code} value={code} lang={code}>
                  {name}
                </option>
              ))}
            </SelectField>
          </>
        );
      }}
    </AccountForm>
  );
}

function Verification({ isVerified }: { isVerified: boolean }) {
  const { account } = useWords();
  const isBusy = useNavigation().formData?.get('intent') === 'resend';
  if (isVerified) return <p className="text-sm text-good">{account.isVerified}</p>;
  return (
    <Form method="post" className="grid max-w-md justify-items-start gap-3 border-t border-line pt-6">
      <input type="hidden" name="intent" value="resend" />
      <p className="text-sm text-soft">{account.isNotVerified}</p>
      <Button look="secondary" isBusy={isBusy}>
        {account.resend}
      </Button>
    </Form>
  );
}
