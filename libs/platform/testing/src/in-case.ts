/** Runs the checks of one case of a loop; a failure's message begins with the name of the case. */
export function inCase(name: string, checks: () => void): void {
  try {
    checks();
  } catch (fault) {
    if (fault instanceof Error) fault.message = `${name}: ${fault.message}`;
    throw fault;
  }
}
