import { redirect } from 'react-router';
import type { Route } from './+types/sign-out';
import { shopContext } from '../server/shop.ts';

export async function action({ context }: Route.ActionArgs) {
  await context.get(shopContext).signOut();
  throw redirect('/');
}

// A link from another site must not sign out.
export const loader = () => redirect('/account');
