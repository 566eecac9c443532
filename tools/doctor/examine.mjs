import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { builds, generatedCode, packages, registry } from './clone.mjs';
import { warning } from './finding.mjs';
import { clock, disk, locale, memory, node, npm } from './machine.mjs';
import { docker, servers } from './parts.mjs';
import { privatePorts, publicPort } from './ports.mjs';
import { runningShop } from './running.mjs';
import { leftovers, runningStack } from './stack.mjs';

const CHECKS = {
  ...{ node, npm, memory, disk, clock, locale, packages, registry, generated: generatedCode, builds },
  ...{ servers, docker, leftovers, port: publicPort, ports: privatePorts, shop: runningShop },
};

/** The checks in this order, or those named in `only`. One that fails itself does not end the others. */
export async function examine({ root, env, only = Object.keys(CHECKS) }) {
  const context = { root, env: { ...settings(root), ...env }, running: runningStack(root) };
  const findings = [];
  for (const name of only) {
    try {
      findings.push(await CHECKS[name](context));
    } catch (fault) {
      findings.push(warning(name, `could not be checked: ${fault.message}`, 'look at it by hand'));
    }
  }
  return findings.flat();
}

/** `.env`, of which `npm start` reads the same variables; the shell wins. */
function settings(root) {
  const file = path.join(root, '.env');
  if (!existsSync(file)) return {};
  const lines = readFileSync(file, 'utf8').matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/gm);
  return Object.fromEntries(
    [...lines].map(([, name, value]) => [name, value.replace(/^(["'])(.*)\1$/, '$2')]),
  );
}
