import { parseArgs } from 'node:util';
import { Stop } from '../console.ts';
import { stages } from './stages.ts';

export interface TestOptions {
  /** Only what runs without Postgres, Redis, Consul and the shop: `npm run verify`. */
  withoutServers: boolean;
  /** Names of stages; all when empty. */
  only: string[];
  json: boolean;
  /** The services of the shop under test call each other by mutual TLS. */
  tls: boolean;
}

const USAGE = `npm test -- [options]
  --only a,b         run some stages only (${stages.map(({ name }) => name).join(', ')})
  --without-servers  leave out the stages that need any
  --with tls         the journeys against a shop whose services call each other by mutual TLS
  --json             print the result as JSON, progress goes to stderr`;

export function readTestOptions(args: string[]): TestOptions {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string', default: '' },
        json: { type: 'boolean', default: false },
        with: { type: 'string' },
        'without-servers': { type: 'boolean', default: false },
      },
    });
    const only = values.only.split(',').filter(Boolean);
    const unknown = only.find((name) => !stages.some((stage) => stage.name === name));
    if (unknown) throw new Error(`--only: there is no stage "${unknown}"`);
    if (values.with !== undefined && values.with !== 'tls')
      throw new Error(`--with: "${values.with}" is not known; it may be tls`);
    const tls = values.with === 'tls';
    return { only, json: values.json, withoutServers: values['without-servers'], tls };
  } catch (fault) {
    throw new Stop(`${(fault as Error).message}\n\n${USAGE}`);
  }
}
