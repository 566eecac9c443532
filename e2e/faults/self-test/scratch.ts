import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Edit } from './mutation.ts';

const OURS = '@tradepost';
const SKIPPED = new Set(['node_modules', '.git', '.local', '.nx', 'test-results', 'playwright-report']);

/**
 * A copy of the source whose packages are links to the original's, but for the project's own: those must be the
 * copy's, or a broken rule in a library would never be built in.
 */
export class Scratch {
  readonly folder: string;

  constructor(root: string, folder: string) {
    this.folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(root).filter((one) => !SKIPPED.has(one)))
      cpSync(path.join(root, name), path.join(folder, name), {
        recursive: true,
        filter: (source) => !SKIPPED.has(path.basename(source)),
      });
    linkPackages(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    shareLocal(path.join(root, '.local'), path.join(folder, '.local'));
  }

  /** Breaks a rule; the function that comes back mends it. @throws Error when a snippet is not there exactly once */
  breakRule(edits: readonly Edit[]): () => void {
    const before = new Map(
      edits.map(({ file }) => [file, readFileSync(path.join(this.folder, file), 'utf8')]),
    );
    const after = new Map(before);
    for (const edit of edits) after.set(edit.file, edited(after.get(edit.file) ?? '', edit));
    this.write(after);
    return () => this.write(before);
  }

  private write(files: ReadonlyMap<string, string>): void {
    for (const [file, text] of files) writeFileSync(path.join(this.folder, file), text);
  }
}

/** @throws Error when the snippet does not stand there exactly once: the source has moved on, so must the edit */
export function edited(text: string, { file, find, replace }: Edit): string {
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`${file} has this snippet ${count} times instead of once:\n${find}`);
  return text.replace(find, () => replace);
}

function linkPackages(from: string, to: string): void {
  mkdirSync(path.join(to, OURS), { recursive: true });
  for (const name of readdirSync(from).filter((one) => one !== OURS && one !== '.cache'))
    symlinkSync(path.join(from, name), path.join(to, name));
  // npm links workspaces relatively, so the same link leads into the copy here.
  for (const name of readdirSync(path.join(from, OURS)))
    symlinkSync(readlinkSync(path.join(from, OURS, name)), path.join(to, OURS, name));
}

/** Programs that were fetched once serve both; what is known of builds is copied with what was built. */
function shareLocal(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of ['parts', 'node', 'postgres'])
    if (existsSync(path.join(from, name))) symlinkSync(path.join(from, name), path.join(to, name));
  for (const name of ['builds.json', 'installed'])
    if (existsSync(path.join(from, name))) cpSync(path.join(from, name), path.join(to, name));
}
