import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './settings.ts';

const pages = globSync('{*.md,{apps,libs,docs,e2e,bench,tools,infra}/**/*.md}', {
  cwd: root,
  exclude: (name) => /node_modules|test-results|playwright-report/.test(name),
});
const read = (page: string): string => readFileSync(path.join(root, page), 'utf8');

/** Where links of a page lead that stay in the repository, without the place within the target. */
function linksOf(page: string): string[] {
  const prose = read(page).replaceAll(/```.*?```/gs, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

/** Sections of pages that a page links to, as `page#section`. */
function sectionsOf(page: string): string[] {
  const prose = read(page).replaceAll(/```.*?```/gs, '');
  return [...prose.matchAll(/\]\(([^)\s:]*\.md)?(#[^)\s]+)\)/g)].map(
    ([, file = '', section = '']) => `${file ? path.join(path.dirname(page), file) : page}${section}`,
  );
}

/** A heading's anchor, as GitHub makes it. */
function anchorsOf(page: string): string[] {
  const headings = read(page)
    .replaceAll(/```.*?```/gs, '')
    .matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the pages', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    const dead = linksOf(page).filter((target) => !existsSync(path.join(root, path.dirname(page), target)));
    expect(dead).toEqual([]);
  });

  it('link only to sections that exist', () => {
    const links = pages.flatMap(sectionsOf);
    expect(links.length).toBeGreaterThan(5);
    const dead = links.filter((link) => {
      const [page = '', section = ''] = link.split('#');
      return !anchorsOf(page).includes(section);
    });
    expect(dead).toEqual([]);
  });

  it('list every decision once', () => {
    const records = globSync('docs/adr/[0-9]*.md', { cwd: root }).map((file) => path.basename(file));
    expect(linksOf('docs/adr/README.md').filter((target) => /^\d/.test(target))).toEqual(records.sort());
  });

  it('include one for every app and library', () => {
    const folders = globSync('{apps/*,libs/contracts,libs/platform/*,e2e,bench,tools}/package.json', {
      cwd: root,
    });
    expect(
      folders.map(path.dirname).filter((folder) => !existsSync(path.join(root, folder, 'README.md'))),
    ).toEqual([]);
  });

  it.each(pages)('%s names only files that exist', (page) => {
    const named = [...read(page).matchAll(/`((?:apps|bench|docs|e2e|infra|libs|tools)\/[\w./-]+)`/g)]
      .map(([, file = '']) => file)
      .filter((file) => !/(^|\/)(dist|gen|test-results)(\/|$)/.test(file));
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('name only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const unknown = pages.flatMap((page) =>
      [...read(page).matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
        .filter(([, name = '']) => !(name in scripts))
        .map(([command]) => `${page}: ${command}`),
    );
    expect(unknown).toEqual([]);
  });
});
