import { refuseDevelopmentSecret } from './development-secrets.ts';
import type { Setting } from './settings.ts';

export interface Settings {
  readonly [name: string]: Setting<unknown>;
}

/** The result of `parse`: one property per setting, named like the variable. */
export type ConfigOf<C> =
  C extends ConfigSpec<infer S>
    ? { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never }
    : never;

export interface ConfigSpec<S extends Settings> {
  readonly settings: S;
  /** Reads the environment once; @throws ConfigError that lists every fault. */
  parse(env: Readonly<Record<string, string | undefined>>): ConfigOf<ConfigSpec<S>>;
}

/** Lists every fault of the environment, one per line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  declare readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map((f) => `  ${f}`).join('\n')}`,
    );
    // Not enumerable: loggers print the properties of errors, and the message has the faults already.
    Object.defineProperty(this, 'faults', { value: faults });
    // For the operator: where it was thrown does not matter, but Nest prints the stack.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * Declares the environment variables of a program; docs/configuration.md is generated from the same declaration.
 * @param together.faults of settings that are valid one by one, but not together
 */
export function defineConfig<S extends Settings>(
  settings: S,
  together: { faults(values: ConfigOf<ConfigSpec<S>>): readonly string[] } = { faults: () => [] },
): ConfigSpec<S> {
  return {
    settings,
    parse(env) {
      const faults: string[] = [];
      const values: Record<string, unknown> = {};
      for (const [name, one] of Object.entries(settings)) {
        try {
          values[name] = valueOf(one, env[name], env['NODE_ENV'] === 'production');
        } catch (error) {
          faults.push(`${name} ${error instanceof Error ? error.message : String(error)} (${one.doc})`);
        }
      }
      const config = values as ConfigOf<ConfigSpec<S>>;
      if (faults.length === 0) faults.push(...together.faults(config));
      if (faults.length > 0) throw new ConfigError(faults);
      return config;
    },
  };
}

function valueOf(one: Setting<unknown>, text: string | undefined, isProduction: boolean): unknown {
  if (text !== undefined && text !== '') {
    if (isProduction && one.isSecret) refuseDevelopmentSecret(text);
    return one.read(text);
  }
  if (!one.isOptional) throw new Error('must be set');
  if (isProduction && one.mustBeSetInProduction) throw new Error('must be set in production');
  return one.fallback;
}
