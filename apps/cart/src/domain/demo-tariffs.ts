import type { Zone } from './tariffs.ts';

/** The tariffs of the demo; a shop has its own, in the file that SHIPPING_TARIFFS_FILE names. */
export const DEMO_TARIFFS: readonly Zone[] = [
  {
    name: 'United Kingdom and Crown dependencies',
    countries: ['GB', 'IM', 'JE', 'GG'],
    tariffs: [
      {
        id: 'standard',
        name: 'Standard delivery',
        minDays: 2,
        maxDays: 4,
        price: { GBP: 395, EUR: 450, USD: 495 },
        freeFrom: { GBP: 5000, EUR: 5800, USD: 6500 },
      },
      {
        id: 'nominated',
        name: 'Delivery on a chosen day',
        minDays: 2,
        maxDays: 7,
        price: { GBP: 595, EUR: 695, USD: 750 },
      },
      {
        id: 'express',
        name: 'Express delivery, next working day',
        minDays: 1,
        maxDays: 1,
        price: { GBP: 795, EUR: 925, USD: 995 },
      },
    ],
  },
  {
    name: 'European Union',
    countries: 'AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
    tariffs: [
      {
        id: 'standard',
        name: 'Standard delivery to the European Union',
        minDays: 4,
        maxDays: 8,
        price: { GBP: 995, EUR: 1150, USD: 1250 },
        freeFrom: { GBP: 15000, EUR: 17500, USD: 19500 },
      },
      {
        id: 'express',
        name: 'Express delivery to the European Union',
        minDays: 2,
        maxDays: 3,
        price: { GBP: 1995, EUR: 2300, USD: 2500 },
      },
    ],
  },
  {
    name: 'Rest of the world',
    countries: '*',
    tariffs: [
      {
        id: 'standard',
        name: 'International delivery',
        minDays: 7,
        maxDays: 21,
        price: { GBP: 1495, EUR: 1725, USD: 1895 },
      },
      {
        id: 'express',
        name: 'International express delivery',
        minDays: 3,
        maxDays: 6,
        price: { GBP: 2995, EUR: 3450, USD: 3795 },
      },
    ],
  },
];
