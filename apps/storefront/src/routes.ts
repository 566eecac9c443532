import { index, route, type RouteConfig } from '@react-router/dev/routes';

const catalogue = [
  index('routes/home.tsx'),
  route('categories/:slug', 'routes/category.tsx'),
  route('search', 'routes/search.tsx'),
  route('products/:slug', 'routes/product.tsx'),
];

const buying = [
  route('cart', 'routes/cart.tsx'),
  route('checkout', 'routes/checkout.tsx'),
  route('orders/:id', 'routes/order.tsx'),
  route('orders/:id/events', 'routes/order-events.ts'),
];

const account: RouteConfig = [];

const machinery = [
  route('language', 'routes/language.ts'), //
  route('*', 'routes/not-found.tsx'),
];

export default [...catalogue, ...buying, ...account, ...machinery] satisfies RouteConfig;
