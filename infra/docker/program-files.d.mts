/** Paths from the root, of the entry, its chunks and the files that they read. */
export function programFiles(root: string, entry: string): string[];
