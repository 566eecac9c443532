export interface NetworkFault {
  fault: 'network';
}

/** The result of a form, or a network fault: the page stays and reports it. */
export async function orNetworkFault<T>(ask: () => Promise<T>): Promise<T | NetworkFault> {
  try {
    return await ask();
  } catch (error) {
    // What browsers throw without a response.
    if (error instanceof TypeError) return { fault: 'network' };
    throw error;
  }
}

/** Nothing was changed, and a reload would fail the same way. */
export const isNetworkFault = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'fault' in result && result.fault === 'network';
