import { data } from 'react-router';
import type { Route } from './+types/stop-email-change';
import { MailLinkDone, MailLinkPage } from '../features/account/mail-link.tsx';
import { refusedBy, textOf } from '../lib/form.ts';
import { linkToken } from '../lib/link-token.ts';
import { unwrap } from '../lib/problem.ts';
import { useWords } from '../lib/text/text.tsx';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';

export const loader = ({ request }: Route.LoaderArgs) => ({ token: linkToken(request) });

export async function action({ context, request }: Route.ActionArgs) {
  const shop = context.get(shopContext);
  const token = textOf(await postedForm(request), 'token');
  const answer = await shop.api.POST('/api/v1/auth/email-change/stop', { body: { token } });
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  const stopped = unwrap(answer);
  // All sessions have ended, including this browser's.
  if (stopped.restored && (await shop.isSignedIn())) await shop.signOut();
  return data({ stopped });
}

export default function StopEmailChange({ loaderData: { token }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  if (actionData && 'stopped' in actionData) {
    const { email, restored } = actionData.stopped;
    const next = restored ? undefined : { to: '/forgot-password', label: account.resetTitle };
    return (
      <MailLinkDone title={account.changeStoppedTitle} next={next}>
        {restored ? account.changeUndone(email) : account.changeStopped(email)}
      </MailLinkDone>
    );
  }
  return (
    <MailLinkPage
      title={account.stopChangeTitle}
      text={account.stopChangeText}
      submit={account.stopChange}
      token={token}
      refusal={actionData}
    />
  );
}
