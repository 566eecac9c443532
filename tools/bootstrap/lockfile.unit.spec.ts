import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

interface Entry {
  integrity?: string;
  resolved?: string;
  /** A workspace. */
  link?: boolean;
  /** Inside the archive of another package. */
  inBundle?: boolean;
  optionalDependencies?: Record<string, string>;
}

type Packages = Record<string, Entry>;

/** What makes `npm ci` refuse the lockfile, on this or on another platform, or install unchecked packages. */
function faultsOf(packages: Packages): string[] {
  const installed = Object.entries(packages).filter(([place]) => place.includes('node_modules/'));
  return [
    ...installed
      .filter(([, { integrity, link, inBundle }]) => !integrity && !link && !inBundle)
      .map(([place]) => `${place} has no integrity`),
    ...installed
      .filter(([, { resolved }]) => resolved?.includes('://'))
      .map(([place]) => `${place} names a download address`),
    ...Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !isLocked(packages, place, name))
        .map((name) => `${name}, optional for ${place || 'the project'}, is missing`),
    ),
  ];
}

/** Looks where Node would look: beside the package, then in each folder above. */
function isLocked(packages: Packages, place: string, name: string): boolean {
  if (packages[`${place ? `${place}/` : ''}node_modules/${name}`]) return true;
  return (
    place !== '' && isLocked(packages, place.slice(0, Math.max(0, place.lastIndexOf('/node_modules/'))), name)
  );
}

describe('package-lock.json', () => {
  it('holds every package for every platform, with its checksum', () => {
    const file = path.resolve(import.meta.dirname, '../../package-lock.json');
    const { packages } = JSON.parse(readFileSync(file, 'utf8')) as { packages: Packages };
    expect(faultsOf(packages)).toEqual([]);
  });

  it.each([
    ['an entry that was made up', { 'node_modules/a': {} }, 'node_modules/a has no integrity'],
    [
      'a package of another platform that was left out',
      { 'node_modules/a': { integrity: 'sha512-x', optionalDependencies: { 'a-darwin': '1' } } },
      'a-darwin, optional for node_modules/a, is missing',
    ],
    [
      'a download address',
      { 'node_modules/a': { integrity: 'sha512-x', resolved: 'https://registry.example/a.tgz' } },
      'node_modules/a names a download address',
    ],
  ])('would fail for %s', (_, packages: Packages, fault) => expect(faultsOf(packages)).toEqual([fault]));
});
