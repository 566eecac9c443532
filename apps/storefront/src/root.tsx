import {
  isRouteErrorResponse,
  Links,
  Meta,
  type MiddlewareFunction,
  Outlet,
  Scripts,
  ScrollRestoration,
  type ShouldRevalidateFunction,
  useRouteLoaderData,
} from 'react-router';
import type { ReactNode } from 'react';
import type { Route } from './+types/root';
import { CartDrawerHost } from './features/cart/cart-drawer-host.tsx';
import { useTabSync } from './features/cart/use-tab-sync.ts';
import { ErrorPage } from './features/frame/error-page.tsx';
import { Frame } from './features/frame/frame.tsx';
import { isNetworkFault } from './lib/network-fault.ts';
import { languageOf } from './lib/text/locale.ts';
import { useLocale } from './lib/text/text.tsx';
import { useTrace } from './lib/trace.tsx';
import { allCategories } from './server/categories.ts';
import { Shop, shopContext } from './server/shop.ts';
import { visitContext } from './server/visit.ts';
import stylesheet from './styles/app.css?url';
import textFont from '@fontsource-variable/figtree/files/figtree-latin-wght-normal.woff2?url';
import displayFont from '@fontsource-variable/fraunces/files/fraunces-latin-wght-normal.woff2?url';

const shop: MiddlewareFunction<Response> = async ({ context, request }, next) => {
  const one = new Shop(context.get(visitContext), request);
  context.set(shopContext, one);
  const response = await next();
  one.cookies.writeTo(response);
  return response;
};

export const middleware = [shop];

const font = (href: string) =>
  ({ rel: 'preload', as: 'font', type: 'font/woff2', crossOrigin: 'anonymous', href }) as const;

export const links: Route.LinksFunction = () => [
  font(textFont),
  font(displayFont),
  { rel: 'stylesheet', href: stylesheet },
  { rel: 'icon', href: '/favicon.ico', sizes: '32x32' },
  { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' },
  { rel: 'apple-touch-icon', href: '/apple-touch-icon.png' },
  { rel: 'manifest', href: '/site.webmanifest' },
];

export async function loader({ context }: Route.LoaderArgs) {
  const one = context.get(shopContext);
  const [categories, cart, isSignedIn] = await Promise.all([
    allCategories(one),
    one.cart(),
    one.isSignedIn(),
  ]);
  const count = cart?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0;
  return {
    origin: one.origin,
    categories,
    cart: { count, mark: cart ? `${cart.id}.${cart.version}` : '' },
    isSignedIn,
  };
}

/** The frame is reloaded after mutations, here or in another tab, not after navigation. */
export const shouldRevalidate: ShouldRevalidateFunction = (to) => {
  if (isNetworkFault(to.actionResult)) return false;
  const isMutation = to.formMethod !== undefined && to.formMethod !== 'GET';
  return (isMutation || to.currentUrl.href === to.nextUrl.href) && to.defaultShouldRevalidate;
};

export function Layout({ children }: { children: ReactNode }) {
  const locale = useLocale();
  const data = useRouteLoaderData<typeof loader>('root');
  return (
    <html lang={languageOf(locale)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="trace" content={useTrace()} />
        <Meta />
        <Links />
      </head>
      <body>
        <Frame data={data}>{children}</Frame>
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root({ loaderData }: Route.ComponentProps) {
  useTabSync(loaderData.cart.mark);
  return (
    <>
      <Outlet />
      <CartDrawerHost />
    </>
  );
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return <ErrorPage isMissing={isMissing} />;
}
