export type NetworkFault = { fault: 'network' };

/** A form's answer, or that there was none: the page stays as it is and says so. */
export async function orNetworkFault<T>(ask: () => Promise<T>): Promise<T | NetworkFault> {
  try {
    return await ask();
  } catch (error) {
    // What a browser throws when nobody answers; an answer of the server is something else.
    if (error instanceof TypeError) return { fault: 'network' };
    throw error;
  }
}

/** Nothing was changed, and asking anew would fail the same way. */
export const isNetworkFault = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'fault' in result && result.fault === 'network';
