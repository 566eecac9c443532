import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CallFrame, CpuProfile } from './inspector.ts';
import { type Frame, partOf } from './parts.ts';

/** Share of a process's busy time by part; they add up to 1. */
export function sharesByPart(
  profile: CpuProfile,
  sourceOf: (frame: CallFrame) => string,
): Map<string, number> {
  const parts = partsOfNodes(profile, sourceOf);
  const us = new Map<string, number>();
  let busy = 0;
  for (const [index, id] of profile.samples.entries()) {
    const part = parts.get(id);
    if (part === undefined) continue;
    const took = profile.timeDeltas[index] ?? 0;
    busy += took;
    us.set(part, (us.get(part) ?? 0) + took);
  }
  return new Map([...us].map(([part, took]) => [part, took / busy]));
}

/** Of every node but the idle one. */
function partsOfNodes({ nodes }: CpuProfile, sourceOf: (frame: CallFrame) => string): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parts = new Map<number, string>();
  const visit = (id: number, above: readonly Frame[]): void => {
    const node = byId.get(id);
    if (!node || node.callFrame.functionName === '(idle)') return;
    const { functionName } = node.callFrame;
    const stack = [{ functionName, source: sourceOf(node.callFrame) }, ...above];
    parts.set(id, partOf(stack));
    for (const child of node.children ?? []) visit(child, stack);
  };
  if (nodes[0]) visit(nodes[0].id, []);
  return parts;
}

/** Finds the file in which a function of a bundle was written, by the bundle's source map. */
export function sourceMapped(): (frame: CallFrame) => string {
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (url: string): SourceMap | undefined => {
    if (!maps.has(url)) maps.set(url, readMap(url));
    return maps.get(url);
  };
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.startsWith('file:')) return url;
    const entry = mapOf(url)?.findEntry(lineNumber, columnNumber);
    return entry && 'originalSource' in entry ? new URL(entry.originalSource, url).pathname : url;
  };
}

function readMap(url: string): SourceMap | undefined {
  const file = `${fileURLToPath(url)}.map`;
  if (!existsSync(file)) return undefined;
  return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload);
}
