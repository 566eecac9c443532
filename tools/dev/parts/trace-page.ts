import path from 'node:path';
import { freePort } from '../processes/ports.ts';
import { root, type Stack } from '../stack.ts';
import { answersOk, startSupervised, type Part } from './part.ts';

// Where OTLP over HTTP is expected.
const USUAL_PORT = 4318;

/** An extra: takes the spans of all services and shows them. A program of ours, so that nothing has to be installed. */
export async function startTracePage(stack: Stack): Promise<Part> {
  const port = await freePort(USUAL_PORT);
  const url = `http://127.0.0.1:${port}`;
  const child = await startSupervised(
    stack,
    {
      name: 'Traces',
      command: process.execPath,
      args: [path.join(root, 'tools/traces/main.ts'), String(port)],
      log: path.join(stack.logs, 'traces.log'),
    },
    () => answersOk(url),
  );
  return { name: 'Traces', url, origin: 'tools/traces', child };
}

/** Every trace, unless the shell says otherwise: the shop on a developer's machine is not busy. */
export const tracesTo = ({ url }: Part): Record<string, string> => ({
  TRACES: 'otlp',
  TRACES_SAMPLE_RATIO: process.env['TRACES_SAMPLE_RATIO'] ?? '1',
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
});
