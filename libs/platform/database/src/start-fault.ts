// Answers of a server that is up: waiting does not change them, other than a server that is away (`asRetryable`).
const FAULTS: Record<string, string> = {
  '28P01': 'the database refuses the password',
  '28000': 'the database refuses the login',
  '3D000': 'the database does not exist',
  '42501': 'the login may not use the database',
};

/** Why a login fails for good, with what Postgres says; undefined when it may succeed later. */
export function startFaultOf(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const fault = typeof code === 'string' ? FAULTS[code] : undefined;
  return fault && `${fault}: ${oneLine(String(message))}`;
}

/** Postgres writes some messages over several lines. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}
