import { index, route, type RouteConfig } from '@react-router/dev/routes';

const catalogue = [
  index('routes/home.tsx'),
  route('categories/:slug', 'routes/category.tsx'),
  route('search', 'routes/search.tsx'),
  route('products/:slug', 'routes/product.tsx'),
  route('help/:page', 'routes/help.tsx'),
  route('sitemap.xml', 'routes/sitemap.ts'),
  route('robots.txt', 'routes/robots.ts'),
];

const buying = [
  route('cart', 'routes/cart.tsx'),
  route('checkout', 'routes/checkout.tsx'),
  route('orders/:id', 'routes/order.tsx'),
  route('orders/:id/events', 'routes/order-events.ts'),
];

const account = [
  route('sign-in', 'routes/sign-in.tsx'),
  route('register', 'routes/register.tsx'),
  route('sign-out', 'routes/sign-out.ts'),
  route('forgot-password', 'routes/forgot-password.tsx'),
  route('reset-password', 'routes/reset-password.tsx'),
  route('verify-email', 'routes/verify-email.tsx'),
  route('confirm-email-change', 'routes/confirm-email-change.tsx'),
  route('stop-email-change', 'routes/stop-email-change.tsx'),
  route('account', 'routes/account/layout.tsx', [
    index('routes/account/overview.tsx'),
    route('orders', 'routes/account/orders.tsx'),
    route('addresses', 'routes/account/addresses.tsx'),
    route('addresses/:id', 'routes/account/address.tsx'),
    route('profile', 'routes/account/profile.tsx'),
    route('security', 'routes/account/security.tsx'),
  ]),
];

const machinery = [
  route('language', 'routes/language.ts'),
  route('address-form/:country', 'routes/address-form.ts'),
  route('*', 'routes/not-found.tsx'),
];

export default [...catalogue, ...buying, ...account, ...machinery] satisfies RouteConfig;
