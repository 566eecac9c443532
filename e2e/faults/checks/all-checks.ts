import {
  cancelledItemsAreBack,
  parcelsFitOrders,
  returnsReachStock,
  reportedIsStored,
} from './after-sale.ts';
import { cartsFitOrders, oneOrderPerCart } from './carts.ts';
import { challengesAreKept } from './challenges.ts';
import type { Check } from './check.ts';
import { effectsOnce, eventsPublished } from './events.ts';
import { everyKeyAnswered, oneAnswerPerKey, oneOrderPerKey } from './keys.ts';
import { limitsAreKept } from './limits.ts';
import { moneyAddsUp, moneyFitsOrders, paymentsMatchLedger } from './money.ts';
import { allSettled, cancelledIsCancelled, noBugs, refusedIsFree, acceptedIsStored } from './orders.ts';
import { locationsFillOrders } from './locations.ts';
import { pricesWereValid } from './prices.ts';
import { refundsWithinCaptured } from './refunds.ts';
import { soldOutIsSoldOut } from './stock-refusals.ts';
import { holdsFitOrders, neverNegative, restockedOnce, rushSellsAll, stockAddsUp } from './stock.ts';

export const checks: readonly Check[] = [
  ...[
    stockAddsUp,
    neverNegative,
    rushSellsAll,
    restockedOnce,
    soldOutIsSoldOut,
    holdsFitOrders,
    locationsFillOrders,
    limitsAreKept,
  ],
  ...[oneOrderPerKey, oneAnswerPerKey, everyKeyAnswered],
  ...[oneOrderPerCart, cartsFitOrders],
  ...[acceptedIsStored, refusedIsFree, cancelledIsCancelled, allSettled],
  ...[moneyAddsUp, moneyFitsOrders, paymentsMatchLedger, challengesAreKept, refundsWithinCaptured],
  ...[parcelsFitOrders, cancelledItemsAreBack, returnsReachStock, reportedIsStored],
  ...[eventsPublished, effectsOnce],
  ...[pricesWereValid, noBugs],
];
