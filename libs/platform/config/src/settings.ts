import { readFileSync } from 'node:fs';
import { isCurrency } from '@tradepost/decision';

/** How one environment variable is parsed and documented. */
export interface Setting<T> {
  /** Parses the text; throws an Error that says what is wrong. */
  readonly read: (text: string) => T;
  /** The default when the variable is absent or empty. */
  readonly fallback: T | undefined;
  readonly isOptional: boolean;
  /** What it means, with its unit; for the documentation. */
  readonly doc: string;
  /** Allowed values, for the documentation: `whole number 0–65535`. */
  readonly shape: string;
  /** True: the value is never printed. */
  readonly isSecret: boolean;
  /** True: the development default is refused with NODE_ENV=production. */
  readonly mustBeSetInProduction: boolean;
}

interface Options<T> {
  doc: string;
  default?: T;
  mustBeSetInProduction?: boolean;
}

function setting<T>(
  shape: string,
  options: Options<T>,
  read: (text: string) => T,
  isSecret = false,
): Setting<T> {
  return {
    read,
    shape,
    isSecret,
    doc: options.doc,
    fallback: options.default,
    isOptional: 'default' in options,
    mustBeSetInProduction: options.mustBeSetInProduction ?? false,
  };
}

/** Any text that `check` does not throw an Error at. */
export const text = (options: Options<string> & { check?: (value: string) => unknown }): Setting<string> =>
  setting('text', options, (value) => {
    options.check?.(value);
    return value;
  });

/** A secret of at least `minLength` characters (default 1); never printed. */
export const secret = (options: Options<string> & { minLength?: number }): Setting<string> =>
  setting(
    (options.minLength ?? 1) > 1 ? `at least ${options.minLength} characters` : 'text',
    options,
    (value) => {
      const minLength = options.minLength ?? 1;
      if (value.length < minLength) throw new Error(`must have at least ${minLength} characters`);
      return value;
    },
    true,
  );

/** A whole number from `min` to `max`. */
export const integer = (options: Options<number> & { min?: number; max?: number }): Setting<number> => {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const shape = max === Number.MAX_SAFE_INTEGER ? `whole number from ${min}` : `whole number ${min}–${max}`;
  return setting(shape, options, (value) => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < min || number > max)
      throw new Error(`must be a ${shape}, not "${value}"`);
    return number;
  });
};

/** A share, from 0 to 1. */
export const share = (options: Options<number>): Setting<number> =>
  setting('number from 0 to 1', options, (value) => {
    const number = Number(value);
    if (!/^\d*\.?\d+$/.test(value) || number > 1)
      throw new Error(`must be a number from 0 to 1, such as 0.1, not "${value}"`);
    return number;
  });

/** `name=value,name=value`, values percent-encoded: how OpenTelemetry's variables are written. */
export const pairs = (
  options: Options<Readonly<Record<string, string>>> & { isSecret?: boolean },
): Setting<Readonly<Record<string, string>>> =>
  setting(
    'name=value,name=value',
    options,
    (text) =>
      Object.fromEntries(
        text.split(',').map((pair) => {
          const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
          if (name === undefined || value === undefined)
            throw new Error('must be pairs name=value, separated by commas');
          return [name, decodeURIComponent(value)];
        }),
      ),
    options.isSecret,
  );

/** on or off. */
export const flag = (options: Options<boolean>): Setting<boolean> =>
  setting('on or off', options, (value) => {
    if (value === 'on' || value === 'off') return value === 'on';
    throw new Error(`must be "on" or "off", not "${value}"`);
  });

/** One of the given words. */
export const oneOf = <const W extends string>(words: readonly W[], options: Options<W>): Setting<W> =>
  setting(words.join(', '), options, (value) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new Error(`must be one of ${words.join(', ')}, not "${value}"`);
    return found;
  });

/** A comma-separated list with at least one entry. @param shape what an entry looks like, for the documentation */
export const list = (
  options: Options<readonly string[]> & { entry: RegExp; shape: string },
): Setting<readonly string[]> =>
  setting(`comma-separated: ${options.shape}`, options, (value) => {
    const entries = value.split(',').map((entry) => entry.trim());
    const invalid = entries.find((entry) => !options.entry.test(entry));
    if (invalid !== undefined) throw new Error(`must be a list of ${options.shape}, not "${invalid}"`);
    return entries;
  });

/** Some of a few words, separated by commas; `none` for none of them. */
export const someOf = <const W extends string>(
  words: readonly W[],
  options: Options<readonly W[]>,
): Setting<readonly W[]> =>
  setting(`none, or some of ${words.join(', ')}`, options, (value) => {
    if (value === 'none') return [];
    return value.split(',').map((part) => {
      const found = words.find((word) => word === part.trim());
      if (found === undefined)
        throw new Error(`must be "none" or a list of ${words.join(', ')}, not "${value}"`);
      return found;
    });
  });

/** A currency that prices can be in. */
export const currency = (options: Options<string>): Setting<string> =>
  setting('ISO 4217 code', options, (value) => {
    if (!isCurrency(value))
      throw new Error(`must be an ISO 4217 code that is in use, like EUR, not "${value}"`);
    return value;
  });

/** The content of a JSON file, by its path. @param options.read throws an Error that says what is wrong with it */
export const jsonFile = <T>(options: Options<T> & { read: (content: unknown) => T }): Setting<T> =>
  setting('path of a JSON file', options, (path) => {
    const text = textOf(path);
    let content: unknown;
    try {
      content = JSON.parse(text);
    } catch (error) {
      throw new Error(`must be JSON; ${path} is not: ${(error as Error).message}`, { cause: error });
    }
    try {
      return options.read(content);
    } catch (error) {
      throw new Error(`must be right; ${path} is not: ${(error as Error).message}`, { cause: error });
    }
  });

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`must be a file that can be read: ${(error as Error).message}`, { cause: error });
  }
}

/** A URL with one of the given schemes; with a password its special characters must be percent-encoded. */
export const url = (
  options: Options<string> & { schemes: readonly string[]; hasPassword?: boolean },
): Setting<string> =>
  setting(
    `URL (${options.schemes.map((scheme) => `${scheme}://…`).join(', ')})`,
    options,
    (value) => {
      if (options.hasPassword) refuseRawPassword(value);
      const scheme = URL.canParse(value) ? new URL(value).protocol.replace(':', '') : '';
      if (!options.schemes.includes(scheme))
        throw new Error(
          `must be a URL that begins with ${options.schemes.map((s) => `${s}://`).join(' or ')}`,
        );
      return value;
    },
    options.hasPassword ?? false,
  );

/** Parsers disagree where such a password ends, so it would be a connection to another host, or a refused one. */
function refuseRawPassword(value: string): void {
  const login = value.slice(value.indexOf('://') + 3, Math.max(value.lastIndexOf('@'), 0));
  const [, password = '', ...more] = login.split(':');
  const isRaw = more.length > 0 || /[@/?#]|%(?![0-9a-f]{2})/i.test(login) || /\s/.test(password);
  if (value.includes('://') && isRaw)
    throw new Error(
      'must have the special characters of its password percent-encoded: @ as %40, : as %3A, / as %2F, # as %23, ? as %3F, % as %25',
    );
}
