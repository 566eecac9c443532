import { BOUGHT, groupBy } from '../records/records.ts';
import { type Check, isFinalAnswer } from './check.ts';

export const oneOrderPerKey: Check = {
  name: 'keys.one-order',
  promise: 'at most one order per idempotency key',
  look: ({ records }) => {
    const bought = new Set(records.orders.filter(({ state }) => BOUGHT.includes(state)).map(({ id }) => id));
    const byKey = groupBy(records.purchases, ({ key }) => key);
    const violations = [...byKey].flatMap(([key, purchases]) => {
      const ids = [...new Set(purchases.map(({ orderId }) => orderId))].filter((id) => bought.has(id));
      return ids.length > 1
        ? [{ what: `key ${key} bought ${ids.length} times`, keys: [key], orderIds: ids }]
        : [];
    });
    return { numbers: `${byKey.size} keys, ${bought.size} orders bought`, violations };
  },
};

export const oneAnswerPerKey: Check = {
  name: 'keys.one-answer',
  promise: 'a key never gets two final answers that differ, byte for byte',
  look: ({ history }) => {
    const byKey = groupBy(history.filter(isFinalAnswer), ({ key = '' }) => key);
    const repeated = [...byKey.values()].filter((answers) => answers.length > 1).length;
    const violations = [...byKey].flatMap(([key, answers]) => {
      const kinds = new Set(answers.map(({ status, digest }) => `${status} ${digest}`));
      return kinds.size > 1
        ? [{ what: `key ${key} was answered ${[...kinds].join(' and ')}`, keys: [key] }]
        : [];
    });
    return { numbers: `${byKey.size} keys answered, ${repeated} of them more than once`, violations };
  },
};

export const everyKeyAnswered: Check = {
  name: 'keys.settled',
  promise: 'no key is left without an answer',
  look: ({ records: { openKeys, purchases }, waiting }) => {
    const excused = new Set(purchases.filter(({ orderId }) => waiting.has(orderId)).map(({ key }) => key));
    const forgotten = openKeys.filter(({ key }) => !excused.has(key));
    const violations = forgotten.map(({ schema, scope, key }) => ({
      what: `${schema}: key ${key} (${scope}) was claimed and never answered`,
      keys: [key],
    }));
    return { numbers: `${forgotten.length} open`, violations };
  },
};
