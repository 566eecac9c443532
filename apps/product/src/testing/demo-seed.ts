import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CatalogueSeed } from '../flows/seed-catalogue.ts';
import { readSeedFolder } from '../io/seed-folder.ts';

const GENERATOR = path.resolve(import.meta.dirname, '../../../../tools/demo-catalogue/main.ts');

/** The demo catalogue, made by its generator and read as the seed reads it. */
export async function demoSeed(): Promise<CatalogueSeed> {
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-catalogue-'));
  try {
    execFileSync(process.execPath, [GENERATOR, folder]);
    return await readSeedFolder(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
