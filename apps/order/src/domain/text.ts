/** True for text that can be stored: Postgres has no place for the character NUL. */
export const isStorable = (text: string): boolean => !text.includes('\0');

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);
