export interface Component {
  'bom-ref': string;
  name: string;
  version: string;
}
export interface Bill {
  bomFormat: string;
  specVersion: string;
  serialNumber?: string;
  metadata: { tools: unknown[]; component?: object; timestamp?: string };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}
/** npm's own list of everything in package-lock.json. */
export function everyPackage(root: string): Bill;
/** The same build has the same list. */
export function billOfMaterials(all: Bill, image: string, version: string, packages: readonly string[]): Bill;
