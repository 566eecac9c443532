/** Queries that may have no value on a healthy shop under load, and why; by `dashboard: panel`. */
export const MAY_BE_EMPTY: Record<string, string> = {};
