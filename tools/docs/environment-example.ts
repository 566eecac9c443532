import { isBuiltIn, isRequired, usedBy } from './configuration-page.ts';
import type { Variable } from './settings.ts';

export const MARK = '# --- Settings of the services, written by `npm run docs:config` ---';

/** `npm start` always sets these itself. */
const SET_BY_THE_STACK = new Set([
  'DISCOVERY_STATIC',
  'GRPC_PORT',
  'OPS_PORT',
  'PAYMENT_SANDBOX_URL',
  'SANDBOX_WEBHOOK_URL',
]);

/** The text above the mark is written by hand; below are the declared variables that it does not mention. */
export function environmentExample(present: string, variables: Variable[]): string {
  const [above = ''] = present.split(MARK);
  const named = new Set([...above.matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name));
  const listed = variables.filter(({ name }) => !named.has(name) && !SET_BY_THE_STACK.has(name));
  const apps = [...new Set(variables.flatMap((one) => one.apps))];
  const entries = listed.map(
    (one) => `# ${usedBy(one, apps)}: ${one.setting.doc}\n#${one.name}=${valueOf(one)}\n`,
  );
  return `${above.trimEnd()}\n\n${MARK}\n\n${entries.join('\n')}`;
}

function valueOf(one: Variable): string {
  const { fallback, isSecret } = one.setting;
  if (isSecret && isRequired(one)) return '';
  if (isBuiltIn(fallback)) return '';
  if (typeof fallback === 'boolean') return fallback ? 'on' : 'off';
  return String((fallback as string | number | readonly string[] | undefined) ?? '');
}
