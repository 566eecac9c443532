import path from 'node:path';
import ts from 'typescript';
import { type Manifest, titleOf } from './manifest.ts';

interface Model {
  new (data: Manifest): { validate(): void };
}

/** Custom resources that no package has a schema of. */
const WITHOUT_SCHEMA = new Set(['barmancloud.cnpg.io']);

function hasSchema({ apiVersion }: Manifest): boolean {
  return !WITHOUT_SCHEMA.has(apiVersion.split('/')[0] ?? '');
}

/** What Kubernetes' own schema says of an object's values. */
export async function schemaFault(manifest: Manifest): Promise<string | undefined> {
  if (!hasSchema(manifest)) return undefined;
  const module = (await import(moduleOf(manifest))) as Record<string, Model>;
  const model = module[manifest.kind];
  if (!model) return `${manifest.kind} is not in the schemas`;
  try {
    new model(manifest).validate();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Of all of them, each with its object. */
export async function schemaFaults(manifests: Manifest[]): Promise<string[]> {
  const found = await Promise.all(
    manifests.map(async (one) => ({ title: titleOf(one), fault: await schemaFault(one) })),
  );
  return found.flatMap(({ title, fault }) => (fault ? [`${title}: ${fault}`] : []));
}

/** Where the schemas of custom resources come from, by API group. */
const PACKAGES: Record<string, string> = {
  'cert-manager.io': '@kubernetes-models/cert-manager',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  'postgresql.cnpg.io': '@kubernetes-models/cloudnative-pg',
  'security.istio.io': '@kubernetes-models/istio',
};

function moduleOf({ apiVersion, kind }: Manifest): string {
  const [group = ''] = apiVersion.split('/');
  return `${PACKAGES[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

const root = path.resolve(import.meta.dirname, '../..');
// There is no such file: the compiler reads it from memory. It lies here so that imports are found as from the repository.
const FILE = path.join(root, 'infra/testing/in-memory-manifests.ts');

/** Fields that Kubernetes does not have: the schema lets them pass, the compiler does not. */
export function unknownFields(all: Manifest[]): string[] {
  const manifests = all.filter(hasSchema);
  const text = manifests.map(asSource).join('\n');
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
  };
  const files = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (name) => name === FILE || files.fileExists(name),
    getSourceFile: (name, target, ...rest) =>
      name === FILE ? ts.createSourceFile(name, text, target) : files.getSourceFile(name, target, ...rest),
  };
  const program = ts.createProgram([FILE], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(FILE)).map((fault) => {
    const line = text.slice(0, fault.start).split('\n').length - 1;
    const at = manifests[line];
    return `${at ? titleOf(at) : ''}: ${ts.flattenDiagnosticMessageText(fault.messageText, '\n')}`;
  });
}

/** One line each, so that the line of a fault tells the object. */
function asSource(manifest: Manifest, index: number): string {
  const type = `import('${moduleOf(manifest)}').I${manifest.kind}`;
  return `export const object${index}: ${type} = ${JSON.stringify(manifest)};`;
}
