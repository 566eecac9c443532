import type { Variable } from './settings.ts';

const HEAD = `# Configuration

<!-- Written by \`npm run docs:config\` from apps/*/src/*.config.ts; do not edit by hand. -->

A service parses its environment once, at start, and reports all faults together. An empty variable counts as absent.
Secrets are marked 🔒; their values are never printed. **Required** means: there is no default, or the default is for
development only and refused with \`NODE_ENV=production\`. \`npm start\` sets addresses and ports itself; its own settings
are in [.env.example](../.env.example).
`;

/** docs/configuration.md: first what several services read, then each service's own. */
export function configurationPage(variables: Variable[]): string {
  const apps = [...new Set(variables.flatMap((one) => one.apps))].sort();
  const shared = variables.filter((one) => one.apps.length > 1);
  const sections = [
    section('Used by several services', ['Variable', 'Meaning', 'Value', 'Default', 'Used by'], shared, apps),
    ...apps.map((app) => {
      const own = variables.filter((one) => one.apps.length === 1 && one.apps[0] === app);
      return section(app, ['Variable', 'Meaning', 'Value', 'Default'], own, apps);
    }),
  ];
  const required = variables
    .filter(isRequired)
    .map(({ name, apps: by }) => `- \`${name}\` (${by.join(', ')})`);
  return `${[HEAD, ...sections.filter(Boolean), `## Must be set in production\n\n${required.join('\n')}`].join('\n')}\n`;
}

function section(title: string, columns: string[], variables: Variable[], apps: string[]): string {
  if (variables.length === 0) return '';
  const rows = variables.map((one) =>
    [nameCell(one), one.setting.doc, one.setting.shape, defaultCell(one), usedBy(one, apps)].slice(
      0,
      columns.length,
    ),
  );
  return `## ${title}\n\n${table([columns, ...rows.map((row) => row.map(escaped))])}\n`;
}

const nameCell = ({ name, setting }: Variable): string => `\`${name}\`${setting.isSecret ? ' 🔒' : ''}`;

function defaultCell({ setting }: Variable): string {
  if (!setting.isOptional) return '**required**';
  if (setting.isSecret && setting.mustBeSetInProduction) return 'a public one; **required** in production';
  const value = shown(setting.fallback);
  return setting.mustBeSetInProduction ? `${value}; **required** in production` : value;
}

/** A default as written in the environment. */
function shown(value: unknown): string {
  if (value === '') return 'empty';
  if (isBuiltIn(value)) return 'built in';
  if (typeof value === 'boolean') return value ? '`on`' : '`off`';
  return `\`${String(value)}\``;
}

/** A value that no environment variable can hold: an object, or a list of them. */
export const isBuiltIn = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (!Array.isArray(value) || value.some(isBuiltIn));

/** The apps, shortened where the list would be long. */
export function usedBy({ apps }: Variable, all: string[]): string {
  if (apps.length === all.length) return 'all';
  const others = all.filter((app) => !apps.includes(app));
  return others.length === 1 ? `all but ${others.join('')}` : apps.join(', ');
}

export const isRequired = ({ setting }: Variable): boolean =>
  !setting.isOptional || setting.mustBeSetInProduction;

const escaped = (cell: string): string => cell.replaceAll('|', '\\|');

/** Padded, as the formatter would leave it. */
export function table([head = [], ...rows]: string[][]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => width(row[at] ?? ''))));
  const line = (cells: string[]): string =>
    `| ${cells.map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - width(cell))).join(' | ')} |`;
  return [line(head), line(widths.map((one) => '-'.repeat(one))), ...rows.map(line)].join('\n');
}

/** The lock is two columns wide and two UTF-16 units long, so length serves. */
const width = (cell: string): number => cell.length;
