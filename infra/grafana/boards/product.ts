import { perMinute, share } from '../building/expressions.ts';
import { outcomes } from '../building/outcomes.ts';
import { figure, lines } from '../building/panels.ts';
import { serviceBoard } from '../building/service-board.ts';

export const product = serviceBoard({
  service: 'product',
  title: 'Product',
  description: 'Catalogue, search and stock.',
  answersCalls: { runbook: 'BrowseErrorBudgetBurn' },
  hasDatabase: true,
  figures: (where) => [
    figure({
      title: 'Held units',
      shows: 'Units of stock held for purchases that are not yet committed.',
      bad: 'a number that grows while no more is bought: holds are neither committed nor released.',
      unit: 'short',
      queries: [{ expr: `max(stock_held_units{${where}})`, legend: 'held' }],
    }),
    figure({
      title: 'Wrong stock levels',
      shows: 'Levels that are not the sum of their movements, as of the last check.',
      bad: 'anything but 0: stock is sold twice, or not at all.',
      runbook: 'StockLevelsWrong',
      unit: 'short',
      limits: { red: 1 },
      queries: [{ expr: `max(stock_levels_wrong{${where}})`, legend: 'wrong' }],
    }),
    figure({
      title: 'Searches without result',
      shows: 'Share of searches that found nothing.',
      bad: 'a jump after an import: words or prices were lost. A slow rise: customers want what is not sold.',
      unit: 'percentunit',
      noValue: 'no searches',
      limits: { amber: 0.3, red: 0.7 },
      queries: [
        {
          expr: share(
            perMinute('product_searches_total', { where: `outcome="nothing", ${where}` }),
            perMinute('product_searches_total', { where }),
          ),
          legend: 'nothing',
        },
      ],
    }),
  ],
  rows: (where) => [
    {
      title: 'Stock and catalogue',
      panels: [
        outcomes({
          title: 'Operations on holds',
          shows: 'Holds of stock per minute by outcome.',
          bad: 'short in numbers: the article sells out. gone: purchases take longer than a hold lives.',
          counter: 'stock_holds_total',
          where,
        }),
        lines({
          title: 'Expired holds',
          shows: 'Holds per minute that ended before they were paid.',
          bad: 'as many as purchases: payments take too long, or the order service died with purchases open.',
          unit: 'cpm',
          queries: [{ expr: perMinute('stock_holds_expired_total', { where }), legend: 'expired' }],
        }),
        outcomes({
          title: 'Searches',
          shows: 'Searches per minute by outcome.',
          bad: 'all of them guessed or nothing: the index of words is empty.',
          counter: 'product_searches_total',
          where,
        }),
        outcomes({
          title: 'Imported products',
          shows: 'Products imported per minute by outcome.',
          bad: 'refused in numbers: the file has changed its form. The report of the import names the lines.',
          counter: 'products_imported_total',
          where,
        }),
      ],
    },
  ],
});
