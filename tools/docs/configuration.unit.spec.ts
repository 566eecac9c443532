import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, devSecret, flag, text } from '@tradepost/config';
import { describe, expect, it } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { configurationPage } from './configuration-page.ts';
import { environmentExample } from './environment-example.ts';
import { readVariables, root } from './settings.ts';

const fresh = 'run `npm run docs:config`';
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the pages generated from the typed configurations', () => {
  it('docs/configuration.md is up to date', async () => {
    const page = configurationPage(await readVariables());
    inCase(fresh, () => expect(page).toBe(read('docs/configuration.md')));
  });

  it('.env.example is up to date', async () => {
    const example = environmentExample(read('.env.example'), await readVariables());
    inCase(fresh, () => expect(example).toBe(read('.env.example')));
  });

  it('every app that starts declares its configuration', async () => {
    const apps = new Set((await readVariables()).flatMap((one) => one.apps));
    expect([...apps]).toEqual(
      expect.arrayContaining(['cart', 'gateway', 'order', 'payment-sandbox', 'product', 'user']),
    );
  });
});

describe('the page', () => {
  const { settings } = defineConfig({
    SIGN: devSecret('signs things'),
    LIMITS: flag({ default: true, doc: 'a | b' }),
    PLACE: text({ doc: 'where' }),
  });
  const page = configurationPage(
    Object.entries(settings).map(([name, setting]) => ({ name, setting, apps: ['shop'] })),
  );

  it('never prints a secret', () => {
    expect(page).not.toContain('only-for-development');
    expect(page).toContain('`SIGN` 🔒');
  });

  it('lists what must be set', () => {
    expect(page).toMatch(/`PLACE` +\| where +\| text +\| \*\*required\*\*/);
    expect(page).toMatch(/- `SIGN` \(shop\)\n- `PLACE` \(shop\)/);
  });

  it('keeps a bar from breaking the table', () => {
    expect(page).toContain('a \\| b');
  });
});
