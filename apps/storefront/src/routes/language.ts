import { redirect } from 'react-router';
import type { Route } from './+types/language';
import { isLanguage } from '../lib/text/locale.ts';
import { postedForm } from '../server/posted-form.ts';
import { shopContext } from '../server/shop.ts';
import { ownPath } from '../lib/own-path.ts';

const YEAR_S = 31_536_000;

export async function action({ context, request }: Route.ActionArgs) {
  const form = await postedForm(request);
  const language = form.get('language');
  if (isLanguage(language)) context.get(shopContext).cookies.set('locale', language, YEAR_S);
  return redirect(ownPath(form.get('to')));
}

export const loader = () => redirect('/');
