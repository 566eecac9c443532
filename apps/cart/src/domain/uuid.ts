const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for an id that can be one of ours; anything else can't exist, so it need not be looked for. */
export const isUuid = (text: string): boolean => UUID.test(text);
