import { ConfigService } from '@nestjs/config';
import { Test } from '@nestjs/testing';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type ConfigOf, defineConfig, flag, integer } from '@tradepost/config';
import { configurationOf } from './configuration.ts';
import { CONFIG } from './tokens.ts';

const spec = defineConfig({
  SPEC_LIMITS: flag({ default: true, doc: 'limits' }),
  SPEC_SIZE: integer({ default: 3, doc: 'size' }),
});
type Config = ConfigOf<typeof spec>;

afterEach(() => {
  delete process.env['SPEC_SIZE'];
});

describe('the configuration of an application', () => {
  it('is injected as a whole and by name, with parsed values', async () => {
    process.env['SPEC_SIZE'] = '12';
    const module = await Test.createTestingModule({ imports: [configurationOf(spec)] }).compile();
    expect(module.get<Config>(CONFIG)).toEqual({ SPEC_LIMITS: true, SPEC_SIZE: 12 });
    const service = module.get(ConfigService<Config, true>);
    expect(service.get('SPEC_SIZE', { infer: true })).toBe(12);
  });

  it('does not write defaults into the environment, where the next reader would find them', async () => {
    await Test.createTestingModule({ imports: [configurationOf(spec)] }).compile();
    expect(process.env).not.toHaveProperty('SPEC_LIMITS');
  });

  it('gives nothing that is not declared', async () => {
    const module = await Test.createTestingModule({ imports: [configurationOf(spec)] }).compile();
    expect(module.get(ConfigService).get('PATH')).toBeUndefined();
  });

  it('is read when the application starts, so that a test can replace it', async () => {
    process.env['SPEC_SIZE'] = 'large';
    const imports = [configurationOf(spec)];
    await expect(Test.createTestingModule({ imports }).compile()).rejects.toThrow(
      /SPEC_SIZE must be a whole/,
    );
    const module = await Test.createTestingModule({ imports })
      .overrideProvider(CONFIG)
      .useValue({ SPEC_LIMITS: false, SPEC_SIZE: 1 })
      .compile();
    expect(module.get(CONFIG)).toEqual({ SPEC_LIMITS: false, SPEC_SIZE: 1 });
  });
});
