import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bill, billOfMaterials } from './bill-of-materials.mjs';
import { packageFolders } from './package-folders.mjs';
import { programFiles } from './program-files.mjs';

const root = mkdtempSync(path.join(tmpdir(), 'image-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

const installed = (folder: string, fields: object): void =>
  write(path.join(folder, 'package.json'), JSON.stringify(fields));

describe('the files of a program', () => {
  beforeAll(() => {
    write('app/dist/main.mjs', 'import"./shared-1.mjs";const late=()=>import(`./late-2.mjs`);');
    write('app/dist/shared-1.mjs', "readFileSync(new URL('./compiler.wasm',import.meta.url))");
    write('app/dist/late-2.mjs', '');
    write('app/dist/compiler.wasm', '');
    write('app/dist/seed.mjs', 'import"./shared-1.mjs"');
  });

  it('are its chunks and what they read, not what only another entry needs', () =>
    expect(programFiles(root, 'app/dist/main.mjs').map((file) => path.basename(file))).toEqual([
      ...['compiler.wasm', 'late-2.mjs', 'main.mjs', 'shared-1.mjs'],
    ]));

  it('must have been built', () =>
    expect(() => programFiles(root, 'app/dist/other.mjs')).toThrow('app/dist/other.mjs is not built'));
});

describe('the folders of a package', () => {
  beforeAll(() => {
    installed('node_modules/native', {
      dependencies: { inner: '1' },
      optionalDependencies: { 'for-windows': '1' },
    });
    installed('node_modules/inner', {});
    installed('node_modules/native/node_modules/inner', {});
    installed('node_modules/broken', { dependencies: { gone: '1' } });
  });

  it('are those that Node would find, without packages of other platforms', () =>
    expect(packageFolders(root, ['native']).map((folder) => path.relative(root, folder))).toEqual([
      'node_modules/native',
      'node_modules/native/node_modules/inner',
    ]));

  it('must be there', () =>
    expect(() => packageFolders(root, ['broken'])).toThrow(
      'gone, which node_modules/broken needs, is not installed',
    ));
});

describe('the bill of materials', () => {
  const component = (name: string) => ({ 'bom-ref': `${name}@1`, name, version: '1' });
  const all: Bill = {
    ...{ bomFormat: 'CycloneDX', specVersion: '1.5', serialNumber: 'urn:uuid:random' },
    metadata: { tools: [], timestamp: 'now' },
    components: ['a', 'b', 'c'].map(component),
    dependencies: [{ ref: 'a@1', dependsOn: ['b@1', 'c@1'] }],
  };

  it('lists what is in the image and nothing else', () => {
    const bill = billOfMaterials(all, 'tradepost-order', '1.2.3', ['a@1', 'b@1']);
    expect(bill.components.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(bill.dependencies).toEqual([{ ref: 'a@1', dependsOn: ['b@1'] }]);
    expect(bill.metadata.component).toMatchObject({ name: 'tradepost-order', version: '1.2.3' });
  });

  it('is the same for the same content', () => {
    const bill = () => billOfMaterials(all, 'tradepost-order', '1.2.3', ['a@1']);
    expect(bill()).toEqual(bill());
    expect(bill().metadata).not.toHaveProperty('timestamp');
    expect(bill().serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('refuses a package that npm does not know', () =>
    expect(() => billOfMaterials(all, 'tradepost-order', '1.2.3', ['z@9'])).toThrow(
      'npm sbom does not list z@9',
    ));
});
