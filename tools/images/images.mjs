/**
 * What each image contains besides Node.
 * - programs: entries of bundles, with everything that they import
 * - folders: copied as they are
 * - packages: from node_modules, with their dependencies: those that cannot be bundled, because one is native, and
 *   Prisma's schema engine reads its WebAssembly from beside it
 */
const service = (app, packages = []) => ({ programs: [`apps/${app}/dist/main.mjs`], packages });

export const images = {
  gateway: service('gateway'),
  product: service('product'),
  user: service('user', ['@node-rs/argon2']),
  cart: service('cart'),
  order: service('order'),
  'payment-sandbox': service('payment-sandbox'),
  storefront: { folders: ['apps/storefront/dist'] },
  migrate: {
    programs: ['tools/db/dist/prepare.mjs'],
    packages: ['@prisma/schema-engine-wasm'],
    folders: ['apps/*/prisma/migrations'],
  },
  smoke: { programs: ['tools/smoke/dist/main.mjs'] },
  demo: {
    programs: ['apps/product/dist/seed.mjs', 'apps/user/dist/seed.mjs'],
    packages: ['@node-rs/argon2'],
  },
  'mail-catcher': { packages: ['maildev'] },
};
