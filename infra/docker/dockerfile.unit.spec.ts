import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';

interface Stage {
  name: string;
  from: string;
  text: string;
}

const stages = readFileSync(path.join(import.meta.dirname, 'Dockerfile'), 'utf8')
  .split(/^(?=FROM )/m)
  .flatMap((text): Stage[] => {
    const [, from = '', name = ''] = /^FROM (\S+)(?: AS (\S+))?/.exec(text) ?? [];
    return from ? [{ name, from, text }] : [];
  });

/** The stage and all that it begins with. */
function layersOf(stage: Stage | undefined): Stage[] {
  return stage ? [stage, ...layersOf(stages.find(({ name }) => name === stage.from))] : [];
}

it('has the demo catalogue in the image for development only', () => {
  const hasDemoData = (stage: Stage | undefined) =>
    layersOf(stage).some(({ text }) => /^COPY .*demo-catalogue/m.test(text));
  expect(hasDemoData(stages.at(-1))).toBe(false);
  expect(layersOf(stages.at(-1)).length).toBeGreaterThan(1);
  expect(hasDemoData(stages.find(({ name }) => name === 'demo'))).toBe(true);
});
