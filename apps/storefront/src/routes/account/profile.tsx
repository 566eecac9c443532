import { data, Form, useNavigation } from 'react-router';
import type { Route } from './+types/profile';
import { AccountForm } from '../../features/account/account-form.tsx';
import { AccountTitle } from '../../features/account/account-page.tsx';
import { KnownPasswordField } from '../../features/account/credential-fields.tsx';
import { useDates } from '../../lib/dates.ts';
import { fieldText } from '../../lib/field-text.ts';
import { hasFaults, missingIn, type Refusal, refuse, refusedBy, textOf } from '../../lib/form.ts';
import { unwrap } from '../../lib/problem.ts';
import { useWords } from '../../lib/text/text.tsx';
import { postedForm } from '../../server/posted-form.ts';
import { type Shop, shopContext } from '../../server/shop.ts';
import { Button } from '../../ui/button.tsx';
import { Field, SelectField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';

const FIELDS = ['name', 'locale'];
const EMAIL_FIELDS = ['email', 'currentPassword'];

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
    pending: me.pendingEmail,
    locale: me.locale,
    version: me.version,
  };
}

export async function action({ context, request }: Route.ActionArgs) {
  const form = await postedForm(request);
  const shop = context.get(shopContext);
  switch (form.get('intent')) {
    case 'resend':
      return sendAgain(shop, '/api/v1/auth/verify-email/resend');
    case 'email':
      return changeEmail(shop, form);
    case 'resend-change':
      return sendAgain(shop, '/api/v1/me/email-change/resend');
    case 'give-up':
      return giveUp(shop);
    default:
      return save(shop, form);
  }
}

async function save(shop: Shop, form: FormData) {
  const values = { name: textOf(form, 'name'), locale: textOf(form, 'locale') };
  const faults = missingIn({ name: values.name });
  if (hasFaults(faults)) return refuse(values, faults);
  const answer = await shop.api.PATCH('/api/v1/me', {
    body: values,
    headers: { 'if-match': `"${textOf(form, 'version')}"` },
  });
  if (!answer.response.ok) return refusedBy({ answer, values, fields: FIELDS });
  return data({ done: 'saved' as const });
}

async function changeEmail(shop: Shop, form: FormData) {
  const values = { email: textOf(form, 'email') };
  const body = { ...values, currentPassword: fieldText(form, 'currentPassword') };
  const faults = missingIn(body);
  if (hasFaults(faults)) return refuse(values, faults);
  const answer = await shop.api.PATCH('/api/v1/me', { body });
  if (!answer.response.ok)
    return refusedBy({ answer, values, fields: EMAIL_FIELDS }, { 'password.wrong': 'currentPassword' });
  const { pendingEmail } = unwrap(answer);
  return pendingEmail
    ? data({ done: 'asked' as const, email: pendingEmail.email })
    : data({ done: 'saved' as const });
}

async function sendAgain(
  shop: Shop,
  path: '/api/v1/auth/verify-email/resend' | '/api/v1/me/email-change/resend',
) {
  const answer = await shop.api.POST(path);
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  return data({ done: 'resent' as const });
}

async function giveUp(shop: Shop) {
  const answer = await shop.api.DELETE('/api/v1/me/email-change');
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  return data({ done: 'given-up' as const });
}

type Done = { done: 'saved' | 'resent' | 'given-up' } | { done: 'asked'; email: string };

export default function Profile({ loaderData: me, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const done = actionData && 'done' in actionData ? actionData : undefined;
  const refusal = actionData && 'faults' in actionData ? actionData : undefined;
  const isAboutEmail = refusal !== undefined && refusal.values['name'] === undefined;
  return (
    <>
      <AccountTitle title={account.profile} text={account.profileText} />
      {done && <DoneNotice done={done} />}
      <ProfileForm me={me} refusal={isAboutEmail ? undefined : refusal} />
      <section aria-labelledby="email-address" className="grid max-w-md gap-5 border-t border-line pt-6">
        <h2 id="email-address" className="text-lg">
          {account.emailTitle}
        </h2>
        <Verification email={me.email} isVerified={me.isVerified} />
        {me.pending && <PendingChange {...me.pending} />}
        <EmailForm key={done?.done} refusal={isAboutEmail ? refusal : undefined} />
      </section>
    </>
  );
}

function DoneNotice({ done }: { done: Done }) {
  const { account } = useWords();
  const texts = { saved: account.saved, resent: account.resent, 'given-up': account.changeGivenUp };
  return (
    <Notice kind="good">
      <p>{done.done === 'asked' ? account.emailAsked(done.email) : texts[done.done]}</p>
    </Notice>
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
        const { defaultValue, ...state } = stateOf('name');
        return (
          <>
            <input type="hidden" name="version" value={me.version} />
            <Field
              label={account.name}
              name="name"
              autoComplete="name"
              {...state}
              defaultValue={defaultValue ?? me.name}
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

/** Another address needs the password, and holds once it is confirmed. */
function EmailForm({ refusal }: { refusal: Refusal | undefined }) {
  const { account } = useWords();
  return (
    <AccountForm intent="email" submit={account.changeEmail} refusal={refusal} fields={EMAIL_FIELDS}>
      {(stateOf) => (
        <>
          <Field
            label={account.newEmail}
            name="email"
            type="email"
            autoComplete="email"
            hint={account.emailHint}
            {...stateOf('email')}
          />
          <KnownPasswordField label={account.currentPassword} name="currentPassword" stateOf={stateOf} />
        </>
      )}
    </AccountForm>
  );
}

function PendingChange({ email, expiresAt }: NonNullable<Me['pending']>) {
  const { account } = useWords();
  const dates = useDates();
  return (
    <div className="grid justify-items-start gap-3 rounded border border-line bg-raised p-4">
      <p className="text-sm">{account.emailWaits(email, dates.time(expiresAt))}</p>
      <div className="flex flex-wrap gap-3">
        <OneButton intent="resend-change" label={account.resendChange} />
        <OneButton intent="give-up" label={account.giveUpChange} />
      </div>
    </div>
  );
}

function Verification({ email, isVerified }: { email: string; isVerified: boolean }) {
  const { account } = useWords();
  return (
    <div className="grid justify-items-start gap-3">
      <p className="font-semibold wrap-anywhere">{email}</p>
      {isVerified ? (
        <p className="text-sm text-good">{account.isVerified}</p>
      ) : (
        <>
          <p className="text-sm text-soft">{account.isNotVerified}</p>
          <OneButton intent="resend" label={account.resend} />
        </>
      )}
    </div>
  );
}

function OneButton({ intent, label }: { intent: string; label: string }) {
  const isBusy = useNavigation().formData?.get('intent') === intent;
  return (
    <Form method="post">
      <input type="hidden" name="intent" value={intent} />
      <Button look="secondary" isBusy={isBusy}>
        {label}
      </Button>
    </Form>
  );
}
