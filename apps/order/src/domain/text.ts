/** True for text that can be stored: Postgres has no NUL character. */
export const isStorable = (text: string): boolean => !text.includes('\0');
