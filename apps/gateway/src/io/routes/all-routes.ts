import { AccountRoutes } from './account.routes.ts';
import { AdminCatalogueRoutes } from './admin-catalogue.routes.ts';
import { AdminOrderRoutes } from './admin-orders.routes.ts';
import { AdminOperationsRoutes } from './admin-operations.routes.ts';
import { AdminReconciliationRoutes } from './admin-reconciliation.routes.ts';
import { AdminStockRoutes } from './admin-stock.routes.ts';
import { AdminSagaRoutes } from './admin-sagas.routes.ts';
import { AfterSaleRoutes } from './after-sale.routes.ts';
import { AuthRoutes } from './auth.routes.ts';
import { CartRoutes } from './cart.routes.ts';
import { CatalogueRoutes } from './catalogue.routes.ts';
import { CredentialRoutes } from './credential.routes.ts';
import { OrderRoutes } from './order.routes.ts';
import { PaymentRoutes } from './payment.routes.ts';

/** Token of the list of all route groups. */
export const ALL_ROUTES = 'ALL_ROUTES';

/** Every group of routes, in the order of the documentation. */
export const routeGroups = [
  CatalogueRoutes,
  CartRoutes,
  OrderRoutes,
  PaymentRoutes,
  AfterSaleRoutes,
  AdminSagaRoutes,
  AuthRoutes,
  CredentialRoutes,
  AccountRoutes,
  AdminCatalogueRoutes,
  AdminStockRoutes,
  AdminOrderRoutes,
  AdminOperationsRoutes,
  AdminReconciliationRoutes,
];
