/** Optional packages that are not installed, such as those of other platforms, are left out. */
export function packageFolders(root: string, names: readonly string[]): string[];
