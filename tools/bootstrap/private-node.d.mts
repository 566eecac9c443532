export function isRecentEnough(version: string): boolean;
export function privateNode(root: string): Promise<string>;
export function fetchedNode(home: string, version: string, onFetch?: () => void): Promise<string>;
