import type { DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import type { ConfigSpec, Settings } from '@tradepost/config';
import { CONFIG } from './tokens.ts';

/**
 * Nest's `ConfigModule` over our declarations: `@Inject(CONFIG)` gives all values as one typed object, `ConfigService` one
 * by its name. Not by `validationSchema`: that checks the environment as soon as the module's file is imported, so that
 * no test could replace it, and writes defaults back into `process.env`.
 */
export function configurationOf(config: ConfigSpec<Settings>): Promise<DynamicModule> {
  const read = Object.assign(() => config.parse(process.env), { KEY: CONFIG });
  return ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, skipProcessEnv: true, load: [read] });
}
