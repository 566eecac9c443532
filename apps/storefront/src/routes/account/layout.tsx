import { type MiddlewareFunction, Outlet, redirect } from 'react-router';
import { AccountPage } from '../../features/account/account-page.tsx';
import { shopContext } from '../../server/shop.ts';

/** Account pages need a session. One that was ended on another device a moment ago ends here at the next page. */
const signedInOnly: MiddlewareFunction<Response> = async ({ context }, next) => {
  const shop = context.get(shopContext);
  await shop.mustBeSignedIn();
  if (await shop.hasEnded()) {
    await shop.signOut();
    throw redirect('/sign-in?why=ended');
  }
  return next();
};

export const middleware = [signedInOnly];

export default function AccountLayout() {
  return (
    <AccountPage>
      <Outlet />
    </AccountPage>
  );
}
