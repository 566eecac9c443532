export function holderOf(port: number): string | undefined;
