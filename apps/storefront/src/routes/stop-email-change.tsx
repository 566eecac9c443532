import { data } from 'react-router';
import type { Route } from './+types/stop-email-change';
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
  const shop = context.get(shopContext);
  const token = textOf(await request.formData(), 'token');
  const answer = await shop.api.POST('/api/v1/auth/email-change/stop', { body: { token } });
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  const stopped = unwrap(answer);
  // All sessions have ended, including this browser's.
  if (stopped.restored && (await shop.isSignedIn())) await shop.signOut();
  return data({ stopped });
}

/** A button stops, not the visit, as with every link in a mail. */
export default function StopEmailChange({ loaderData: { token }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  if (actionData && 'stopped' in actionData) return <Stopped {...actionData.stopped} />;
  return (
    <EntryPage title={account.stopChangeTitle} text={account.stopChangeText}>
      {token === '' ? (
        <Notice kind="warn">
          <p>{account.noToken}</p>
        </Notice>
      ) : (
        <AccountForm submit={account.stopChange} refusal={actionData} fields={[]}>
          {() => <input type="hidden" name="token" value={token} />}
        </AccountForm>
      )}
    </EntryPage>
  );
}

function Stopped({ email, restored }: { email: string; restored: boolean }) {
  const { account } = useWords();
  return (
    <EntryPage title={account.changeStoppedTitle}>
      <Notice kind="good">
        <p>{restored ? account.changeUndone(email) : account.changeStopped(email)}</p>
      </Notice>
      {!restored && (
        <p>
          <ButtonLink to="/forgot-password" look="secondary">
            {account.resetTitle}
          </ButtonLink>
        </p>
      )}
    </EntryPage>
  );
}
