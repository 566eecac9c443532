import { fileURLToPath } from 'node:url';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from '@jest/globals';

const configFile = new URL('../../.dependency-cruiser.mjs', import.meta.url).href;
const planted = fileURLToPath(new URL('planted', import.meta.url));
let found: string[];

beforeAll(async () => {
  const config = (await import(configFile)) as { default: IFlattenedRuleSet & { options: ICruiseOptions } };
  const { options, ...ruleSet } = config.default;
  const { output } = await cruise([planted], { ...options, ruleSet, validate: true });
  found = (output as ICruiseResult).summary.violations.map(
    (one) => `${one.rule.name}: ${short(one.from)} -> ${short(one.to)}`,
  );
});

const short = (path: string): string => path.replace(/^.*planted\/apps\//, '');

describe('the layers of a service', () => {
  it.each([
    'domain-is-pure: bad/src/domain/asks-the-world.ts -> fs/promises',
    'domain-is-pure: bad/src/domain/asks-the-world.ts -> bad/src/io/store.ts',
    'flows-know-no-io: bad/src/flows/knows-io.ts -> bad/src/io/store.ts',
    'flows-know-no-node: bad/src/flows/knows-io.ts -> crypto',
    'no-app-imports-another: worse/src/main.ts -> bad/src/io/store.ts',
    'no-orphans: bad/src/io/lonely.ts -> bad/src/io/lonely.ts',
  ])('catches %s', (violation) => expect(found).toContain(violation));

  it('catches Nest in the domain', () =>
    expect(found.some((one) => /^domain-is-pure: .* -> .*@nestjs\/common/.test(one))).toBe(true));

  it('catches wire types in the domain, but lets it take the limits of the contract', () => {
    const contracts = found.filter((one) => /^domain-is-pure: .*libs\/contracts\//.test(one));
    expect(contracts).toEqual([expect.stringMatching(/src\/index\.ts$/)]);
  });

  it.each(['database', 'messaging'])('catches %s in a flow', (name) =>
    expect(found).toContainEqual(
      expect.stringMatching(`^flows-know-no-database: .* -> .*libs/platform/${name}/`),
    ),
  );

  it('catches Nest in a platform library that has no decorators', () =>
    expect(found.some((one) => /^nest-has-its-own-library: .* -> .*@nestjs\/common/.test(one))).toBe(true));

  it('catches cycles', () =>
    expect(found.some((one) => one.startsWith('no-cycles: bad/src/io/'))).toBe(true));
});
