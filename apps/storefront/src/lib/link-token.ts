/** What a link in a mail carries; empty: its address was cut off. */
export const linkToken = (request: Request): string => new URL(request.url).searchParams.get('token') ?? '';
