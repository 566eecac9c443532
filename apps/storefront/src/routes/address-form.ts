import type { Route } from './+types/address-form';
import { formOf } from '../server/addresses.ts';

/** What a form asks for an address in a country; the browser asks for it when another country is chosen. */
export const loader = ({ params: { country } }: Route.LoaderArgs) =>
  Response.json(formOf(country), { headers: { 'cache-control': 'public, max-age=3600' } });
