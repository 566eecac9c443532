const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** True for the 36 characters of RFC 9562, in any case. The `urn:uuid:` form and braces are refused. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** The UUID in lower case, the form in which ids are stored and compared; undefined for anything else. */
export const normaliseUuid = (text: string): string | undefined =>
  isUuid(text) ? text.toLowerCase() : undefined;
