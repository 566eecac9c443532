export abstract class PurchaseSettings {
  /** Purchases an instance works on at once: more would only wait for the same connections. */
  abstract readonly inFlight: number;
  /** Purchases that may wait for a place; more are refused at once. */
  abstract readonly queue: number;
  /** How long a payer may take to confirm a payment. */
  abstract readonly challengeMs: number;
}

export abstract class ReconciliationSettings {
  abstract readonly everyMs: number;
  abstract readonly leaseMs: number;
  /** What changed less than this ago may still be in progress. */
  abstract readonly settleMs: number;
}
