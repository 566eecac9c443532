import { type Declaration, seriesBound } from '@tradepost/observability';

/** prom-client's own. */
const DEFAULT = /^(process|nodejs)_/;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * What a process exports against what is declared: unknown series and labels, values that are not among the declared
 * ones, more series than the bound. @returns one line each; empty: all is as declared
 */
export function faultsOf(text: string, declared: ReadonlyMap<string, Declaration>): string[] {
  const faults = new Set<string>();
  const counts = new Map<Declaration, number>();
  for (const { name, labels } of samplesIn(text)) {
    const declaration = declared.get(name) ?? declared.get(name.replace(/_(bucket|sum|count)$/, ''));
    if (!declaration) {
      if (!DEFAULT.test(name)) faults.add(`${name} is not declared`);
      continue;
    }
    counts.set(declaration, (counts.get(declaration) ?? 0) + 1);
    for (const fault of labelFaults(declaration, labels)) faults.add(`${name}: ${fault}`);
  }
  for (const [declaration, count] of counts)
    if (count > seriesBound(declaration))
      faults.add(`${declaration.name} has ${count} series, more than ${seriesBound(declaration)}`);
  return [...faults];
}

/** The names of `# TYPE` lines, also of series that have no sample yet. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);

function labelFaults(
  { labels: declared, type }: Declaration,
  labels: Readonly<Record<string, string>>,
): string[] {
  const { service_name: service, ...rest } = labels;
  const own = Object.entries(rest).filter(([name]) => !(type === 'histogram' && name === 'le'));
  const wrong = own.flatMap(([name, value]) => {
    const values = declared[name];
    if (!values) return [`label ${name} is not declared`];
    return 'atMost' in values || values.includes(value) ? [] : [`${name}="${value}" is not declared`];
  });
  const missing = Object.keys(declared).filter((name) => !(name in labels));
  return [
    ...wrong,
    ...missing.map((name) => `label ${name} is missing`),
    ...(service ? [] : ['label service_name is missing']),
  ];
}

function samplesIn(text: string): Sample[] {
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', labels = '']) => ({
    name,
    labels: Object.fromEntries(
      [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', value = '']) => [label, value]),
    ),
  }));
}
