import type { Plugin } from 'vite';

/** A plugin of rolldown and Vite; writes `{ "main.mjs": ["pg@8.23.1", …] }`, each list sorted. */
export function bundledPackages(fileFor: (folder: string) => string): Plugin;
/** `pg@8.23.1`, of a package's folder. */
export function nameAndVersion(folder: string): string;
