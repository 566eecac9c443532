import type { Schema } from '@tradepost/api-client';
import { data, Form, useNavigation } from 'react-router';
import type { Route } from './+types/addresses';
import { WholeFault } from '../../features/account/account-form.tsx';
import { AccountTitle } from '../../features/account/account-page.tsx';
import { AddressCard } from '../../features/account/address-card.tsx';
import { refusedBy, textOf } from '../../lib/form.ts';
import { unwrap } from '../../lib/problem.ts';
import { useWords } from '../../lib/text/text.tsx';
import { postedForm } from '../../server/posted-form.ts';
import { shopContext } from '../../server/shop.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

type SavedAddress = Schema<'SavedAddress'>;

export async function loader({ context }: Route.LoaderArgs) {
  const { items } = unwrap(await context.get(shopContext).api.GET('/api/v1/me/addresses'));
  return { addresses: [...items.filter((one) => one.isDefault), ...items.filter((one) => !one.isDefault)] };
}

export async function action({ context, request }: Route.ActionArgs) {
  const form = await postedForm(request);
  const { api } = context.get(shopContext);
  const params = { path: { id: textOf(form, 'id') } };
  if (form.get('intent') === 'remove') {
    const answer = await api.DELETE('/api/v1/me/addresses/{id}', { params });
    // Already removed.
    if (!answer.response.ok && answer.response.status !== 404)
      return refusedBy({ answer, values: {}, fields: [] });
    return data({ done: 'removed' as const });
  }
  const { items } = unwrap(await api.GET('/api/v1/me/addresses'));
  const found = items.find(({ id }) => id === params.path.id);
  if (!found) throw data(null, { status: 404 });
  const body = { address: found.address, isDefault: true };
  const answer = await api.PUT('/api/v1/me/addresses/{id}', { params, body });
  if (!answer.response.ok) return refusedBy({ answer, values: {}, fields: [] });
  return data({ done: 'saved' as const });
}

export default function Addresses({ loaderData: { addresses }, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const done = actionData && 'done' in actionData ? actionData.done : undefined;
  return (
    <>
      <AccountTitle title={account.addresses} text={account.addressesText} />
      {done && (
        <Notice kind="good">
          <p>{done === 'removed' ? account.removed : account.saved}</p>
        </Notice>
      )}
      <WholeFault refusal={actionData && 'faults' in actionData ? actionData : undefined} />
      {addresses.length === 0 && <p>{account.noAddresses}</p>}
      {addresses.length > 0 && (
        <ul className="grid gap-4 sm:grid-cols-2">
          {addresses.map((saved) => (
            <li key={saved.id} className="grid">
              <AddressCard address={saved.address} isDefault={saved.isDefault}>
                <AddressActions saved={saved} />
              </AddressCard>
            </li>
          ))}
        </ul>
      )}
      <p>
        <ButtonLink to="/account/addresses/new">{account.addAddress}</ButtonLink>
      </p>
    </>
  );
}

const ACTION_STYLE = 'min-h-11 px-0 text-sm underline underline-offset-4';

function AddressActions({ saved: { id, address, isDefault } }: { saved: SavedAddress }) {
  const { account } = useWords();
  const sent = useNavigation().formData;
  const busyWith = sent?.get('id') === id ? sent.get('intent') : undefined;
  const name = `${address.name}, ${address.line1}`;
  const buttonProps = (intent: string) => ({
    ...{ look: 'quiet' as const, name: 'intent', value: intent, className: ACTION_STYLE },
    isBusy: busyWith === intent,
  });
  return (
    <Form method="post" className="flex flex-wrap gap-x-5">
      <input type="hidden" name="id" value={id} />
      <ButtonLink
        to={`/account/addresses/${id}`}
        look="quiet"
        className={ACTION_STYLE}
        aria-label={account.editOf(name)}
      >
        {account.edit}
      </ButtonLink>
      <Button {...buttonProps('remove')} aria-label={account.removeOf(name)}>
        {account.remove}
      </Button>
      {!isDefault && (
        <Button {...buttonProps('default')} aria-label={account.makeDefaultOf(name)}>
          {account.makeDefault}
        </Button>
      )}
    </Form>
  );
}
