/** One line for each variable that is wrong; never its value. */
export function faultsOf(env: Readonly<Record<string, string | undefined>>): string[];
