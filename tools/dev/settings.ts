import { portRange } from './processes/port-range.ts';

/** A setting of `npm start` itself; those of services are checked by the services. */
interface Setting {
  readonly name: string;
  readonly must: string;
  readonly isValid: (value: string) => boolean;
}

const url = (...protocols: string[]): Pick<Setting, 'must' | 'isValid'> => ({
  must: `be a URL that begins with ${protocols.map((one) => `${one}://`).join(' or ')}`,
  isValid: (value) => protocols.includes(URL.parse(value)?.protocol.slice(0, -1) ?? ''),
});

const SETTINGS: Setting[] = [
  { name: 'PORT', must: 'be a whole number from 1 to 65535', isValid: isPort },
  {
    name: 'PORT_RANGE',
    must: 'be two ports, the lower one first: PORT_RANGE=14000-19999',
    isValid: (value) => portRange(value) !== undefined,
  },
  { name: 'DATABASE_URL', ...url('postgres', 'postgresql') },
  { name: 'REDIS_URL', ...url('redis', 'rediss') },
  { name: 'CONSUL_HTTP_ADDR', ...url('http', 'https') },
  { name: 'PUBLIC_URL', ...url('http', 'https') },
  { name: 'SMTP_URL', ...url('smtp', 'smtps') },
];

/** What is wrong with them, one line for each, without the values of URLs: these may have passwords. */
export function settingFaults(env: NodeJS.ProcessEnv): string[] {
  return SETTINGS.filter(({ name, isValid }) => env[name] && !isValid(env[name])).map(({ name, must }) => {
    const value = /URL|ADDR/.test(name) ? '' : ` (it is "${env[name]}")`;
    return `${name} must ${must}${value}`;
  });
}

function isPort(value: string): boolean {
  const port = Number(value);
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
