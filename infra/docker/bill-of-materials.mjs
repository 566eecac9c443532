// What an image has of npm's packages, as CycloneDX: npm lists the whole repository, of which only these are in the image.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** npm's own list of everything in package-lock.json. */
export function everyPackage(root) {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  return JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 }));
}

/**
 * The same build has the same list: no time, and a serial number from its content.
 * @param packages `name@version` of each package in the image
 */
export function billOfMaterials(all, image, version, packages) {
  const wanted = new Set(packages);
  const components = all.components.filter(({ name, version: of }) => wanted.has(`${name}@${of}`));
  const absent = [...wanted].filter(
    (one) => !components.some(({ name, version: of }) => one === `${name}@${of}`),
  );
  if (absent.length > 0)
    throw new Error(`npm sbom does not list ${absent.join(', ')}: is package-lock.json current?`);
  const refs = new Set(components.map((one) => one['bom-ref']));
  const dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  const { bomFormat, specVersion, metadata } = all;
  const component = { type: 'application', 'bom-ref': image, name: image, version };
  const content = { metadata: { tools: metadata.tools, component }, components, dependencies };
  return { bomFormat, specVersion, serialNumber: serialOf(content), version: 1, ...content };
}

function serialOf(content) {
  const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  // As RFC 9562 lays out a UUID whose bits are the maker's own (version 8).
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
