import { httpFigures, httpRoutes } from '../building/requests.ts';
import { serviceBoard } from '../building/service-board.ts';

export const paymentSandbox = serviceBoard({
  service: 'payment-sandbox',
  title: 'Payment sandbox',
  description:
    'The provider that moves no money. Real providers are on the checkout dashboard, as the order service sees them.',
  hasDatabase: true,
  figures: (where) => httpFigures(where, { amber: 0.5, red: 1 }, 'ProviderOutcomesUnknown'),
  rows: (where) => [{ title: 'Routes', panels: httpRoutes(where, 'ProviderOutcomesUnknown') }],
});
