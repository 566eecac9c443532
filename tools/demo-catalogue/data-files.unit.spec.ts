import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { inCase } from '@tradepost/testing/in-case';
import { readCatalogue } from './catalogue.ts';
import { patterns, pictureKinds, scenes } from './pictures/spec.ts';

type Json = Record<string, unknown>;
type Rule = (value: unknown, draft: Json) => boolean;

const isText: Rule = (value) => typeof value === 'string' && value !== '';
const isWhole: Rule = (value) => Number.isSafeInteger(value);
const isOneOf =
  (allowed: readonly string[]): Rule =>
  (value) =>
    allowed.includes(value as string);
const each =
  (rule: Rule): Rule =>
  (values, draft) =>
    Array.isArray(values) && values.every((value) => rule(value, draft));
const values =
  (rule: Rule): Rule =>
  (value, draft) =>
    Object.values(value as Json).every((one) => rule(one, draft));
/** The fields that are there are known, and have a good value. */
const fields =
  (rules: Record<string, Rule>): Rule =>
  (value, draft) =>
    Object.entries(value as Json).every(([name, one]) => rules[name]?.(one, draft) ?? false);

const isStock: Rule = (value) => value === null || isWhole(value, {});
const optionValues = ({ options = {} }: Json) => Object.values(options as Record<string, string[]>).flat();

/** Each field of a draft in `data/products`, with what may stand there. */
const RULES: Record<string, Rule> = {
  ...{ slug: isText, title: isText, vendor: isText, description: isText, category: isText, sku: isText },
  type: isOneOf(pictureKinds),
  tags: each(isText),
  attributes: values(isText),
  options: values(each(isText)),
  priceMinor: isWhole,
  weightGrams: isWhole,
  adds: (adds, draft) =>
    Object.keys(adds as Json).every((value) => optionValues(draft).includes(value)) &&
    values(fields({ priceMinor: isWhole, weightGrams: isWhole }))(adds, draft),
  stock: (stock, draft) => (Array.isArray(stock) ? each(isStock)(stock, draft) : isStock(stock, draft)),
  sale: fields({
    offMinor: isWhole,
    values: each((value, draft) => optionValues(draft).includes(value as string)),
  }),
  tiers: each((tier) => Array.isArray(tier) && tier.length === 2 && tier.every((one) => isWhole(one, {}))),
  look: fields({ colour: isText, accent: isText, shape: isText, pattern: isOneOf(patterns) }),
  status: isOneOf(['active', 'draft']),
};
const NEEDED = Object.keys(RULES).filter(
  (name) => !['options', 'adds', 'sale', 'tiers', 'look', 'status'].includes(name),
);

const folder = path.join(import.meta.dirname, 'data/products');
const files = readdirSync(folder).map((name) => ({
  name,
  ...(JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as { scene: string; products: Json[] }),
}));

describe('the data files of the demo catalogue', () => {
  it.each(files)(
    '$name has a known scene and products whose fields all have a meaning',
    ({ scene, products }) => {
      expect(scenes).toContain(scene);
      for (const draft of products)
        inCase(String(draft['slug']), () => {
          const wrong = Object.entries(draft).filter(([name, value]) => !RULES[name]?.(value, draft));
          expect(wrong).toEqual([]);
          expect(Object.keys(draft)).toEqual(expect.arrayContaining(NEEDED));
        });
    },
  );

  it('are all part of the catalogue', () => {
    const listed = readCatalogue().products.map(({ slug }) => slug);
    expect(files.flatMap(({ products }) => products.map(({ slug }) => slug)).toSorted()).toEqual(
      listed.toSorted(),
    );
  });
});
