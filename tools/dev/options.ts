import { parseArgs } from 'node:util';
import { Stop } from './console.ts';
import { canHaveInstances, isDiscovered, services } from './services.ts';
import type { StackName } from './stack.ts';

const EXTRAS = ['prometheus', 'traces', 'tls'] as const;

export type Extra = (typeof EXTRAS)[number];

export interface Options {
  reset: boolean;
  /** By app; 1 when absent. */
  instances: Record<string, number>;
  with: Extra[];
  /** Whose data, logs and servers: `dev`, or another that runs beside it. */
  stack: StackName;
}

export const USAGE = `npm start -- [options]
  --reset                 drop all stored data first
  --instances a=3,b=2     how many of which service; a number alone is for each of ${services.filter(isDiscovered).map(({ app }) => app)}.
                          Gateways beside the first have other ports, for a load balancer: .local/dev/stack.json
  --stack bench-<name>    a shop beside the usual one, with servers and data of its own
  --with prometheus       also run Prometheus with the alerts, and Alertmanager
  --with traces           also record every trace, and show them on a page
  --with tls              services call each other by mutual TLS, with certificates made for this start
Variables that can be set are listed in .env.example.`;

export function readOptions(args: string[]): Options {
  try {
    const { values } = parseArgs({
      args,
      options: {
        reset: { type: 'boolean', default: false },
        instances: { type: 'string', default: '' },
        with: { type: 'string', multiple: true, default: [] },
        stack: { type: 'string', default: 'dev' },
      },
    });
    return {
      reset: values.reset,
      instances: readInstances(values.instances),
      with: readExtras(values.with),
      stack: readStack(values.stack),
    };
  } catch (fault) {
    throw new Stop(`${(fault as Error).message}\n\n${USAGE}`);
  }
}

function readStack(name: string): StackName {
  if (name === 'dev' || /^bench-[a-z0-9-]+$/.test(name)) return name as StackName;
  throw new Error(`--stack: "${name}" must be dev, or bench- and lower case letters`);
}

function readInstances(text: string): Record<string, number> {
  if (/^[1-9]\d?$/.test(text))
    return Object.fromEntries(services.filter(isDiscovered).map(({ app }) => [app, Number(text)]));
  const entries = text.split(',').filter(Boolean);
  return Object.fromEntries(
    entries.map((entry) => {
      const [app = '', count = ''] = entry.split('=');
      const service = services.find((one) => one.app === app);
      if (!service) throw new Error(`--instances: there is no service "${app}"`);
      if (!canHaveInstances(service))
        throw new Error(`--instances: ${app} has one fixed address, so one instance`);
      if (!/^[1-9]\d?$/.test(count)) throw new Error(`--instances: "${entry}" needs a number from 1 to 99`);
      return [app, Number(count)];
    }),
  );
}

/** `--with prometheus,traces` is `--with prometheus --with traces`. */
const readExtras = (texts: string[]): Extra[] =>
  texts
    .flatMap((text) => text.split(','))
    .map((name) => {
      const extra = EXTRAS.find((known) => known === name);
      if (!extra) throw new Error(`--with: "${name}" is not known; it may be ${EXTRAS.join(', ')}`);
      return extra;
    });
