import { data, redirect } from 'react-router';
import type { Route } from './+types/address';
import { AccountForm } from '../../features/account/account-form.tsx';
import { AccountTitle } from '../../features/account/account-page.tsx';
import { AddressFields } from '../../lib/address/address-fields.tsx';
import { readAddress, valuesOf } from '../../lib/address/address-values.ts';
import { refusedBy } from '../../lib/form.ts';
import { unwrap } from '../../lib/problem.ts';
import { useWords } from '../../lib/text/text.tsx';
import { addressFaults, countriesFor, formOf, toAddress } from '../../server/addresses.ts';
import { firstCountry } from '../../server/checkout-page.ts';
import { postedForm } from '../../server/posted-form.ts';
import { type Shop, shopContext } from '../../server/shop.ts';
import { ButtonLink } from '../../ui/button.tsx';

const NEW = 'new';

export async function loader({ context, params: { id } }: Route.LoaderArgs) {
  const shop = context.get(shopContext);
  const [book, countries] = await Promise.all([shop.api.GET('/api/v1/me/addresses'), countriesFor(shop)]);
  const { items } = unwrap(book);
  const saved = items.find((one) => one.id === id);
  if (!saved && id !== NEW) throw data(null, { status: 404 });
  const empty = { ...valuesOf(null), country: firstCountry(shop, countries) };
  const values = saved ? valuesOf(saved.address) : empty;
  const form = formOf(values.country);
  return {
    id,
    values,
    form,
    countries: countries.delivered,
    isDefault: saved?.isDefault ?? items.length === 0,
  };
}

export async function action({ context, request, params: { id } }: Route.ActionArgs) {
  const form = await postedForm(request);
  const values = readAddress(form, '');
  const isDefault = form.get('isDefault') === 'on';
  const faults = addressFaults(values);
  const kept = { values, form: formOf(values.country), isDefault, refusal: undefined };
  // Without scripts a button beside the country shows its fields.
  if (form.getAll('intent').includes('country')) return data({ ...kept, faults: {} });
  if (Object.keys(faults).length > 0) return data({ ...kept, faults }, { status: 400 });
  const answer = await save(context.get(shopContext), id, { address: toAddress(values), isDefault });
  if (answer.response.ok) throw redirect('/account/addresses');
  const refusal = refusedBy({ answer, values: {}, fields: [] });
  return data({ ...kept, faults: {}, refusal: refusal.data }, refusal.init ?? undefined);
}

interface Saved {
  address: ReturnType<typeof toAddress>;
  isDefault: boolean;
}

function save({ api }: Shop, id: string, body: Saved) {
  if (id === NEW) return api.POST('/api/v1/me/addresses', { body });
  return api.PUT('/api/v1/me/addresses/{id}', { params: { path: { id } }, body });
}

export default function AddressPage({ loaderData, actionData }: Route.ComponentProps) {
  const { account } = useWords();
  const { values, form, isDefault } = actionData ?? loaderData;
  return (
    <>
      <AccountTitle title={loaderData.id === NEW ? account.addAddress : account.editAddress} />
      <AccountForm
        intent="save"
        submit={account.saveAddress}
        refusal={actionData?.refusal}
        answer={actionData}
        fields={[]}
        className="grid max-w-xl gap-5"
        more={
          <ButtonLink to="/account/addresses" look="quiet">
            {account.cancel}
          </ButtonLink>
        }
      >
        {() => (
          <>
            <AddressFields
              {...{ prefix: '', section: 'shipping', values, form, faults: actionData?.faults }}
              countries={loaderData.countries}
            />
            <label className="flex min-h-11 items-center gap-3 text-sm">
              <input
                type="checkbox"
                name="isDefault"
                defaultChecked={isDefault}
                className="size-5 accent-accent"
              />
              {account.useAsDefault}
            </label>
          </>
        )}
      </AccountForm>
    </>
  );
}
