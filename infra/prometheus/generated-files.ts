import path from 'node:path';
import { Document } from 'yaml';
import { operatorConfig } from '../alertmanager/operator-config.ts';
import { operatorRules } from './operator-rules.ts';
import { rulesFolder } from './rule-files.ts';
import { sloRules } from './slo-rules.ts';

const component = path.resolve(import.meta.dirname, '../k8s/components/monitoring');

/** What `npm run rules` writes, by path. The rules of the objectives come first: those of the operator contain them. */
export const generatedFiles: { file: string; text: () => string }[] = [
  { file: path.join(rulesFolder, 'slo.yaml'), text: () => written('infra/prometheus/slos.ts', [sloRules()]) },
  {
    file: path.join(component, 'prometheus-rules.yaml'),
    text: () => written('infra/prometheus/rules', operatorRules()),
  },
  {
    file: path.join(component, 'alertmanager-config.yaml'),
    text: () => written('infra/alertmanager', [operatorConfig()]),
  },
];

function written(source: string, objects: object[]): string {
  const header = `# Written by \`npm run rules\` from ${source}; change it there.\n`;
  const documents = objects.map((object) =>
    new Document(object, { aliasDuplicateObjects: false }).toString({ lineWidth: 0, singleQuote: true }),
  );
  return header + documents.join('---\n');
}
