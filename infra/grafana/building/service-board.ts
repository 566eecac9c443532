import { type Board, board, type Row } from './board.ts';
import { allOf } from './expressions.ts';
import { callsAnswered, callsMade } from './requests.ts';
import { cpu, eventLoop, instances, logLines, memory, pool } from './saturation.ts';
import { instance } from './variables.ts';

interface ServiceOptions {
  service: string;
  title: string;
  description: string;
  /** Answers gRPC; whose runbook helps when that fails. */
  answersCalls?: { runbook: string };
  /** Asks others by gRPC; has a database. */
  makesCalls?: boolean;
  hasDatabase?: boolean;
  /** What only this service has, first figures then panels. `where` chooses it and the instances. */
  figures: (where: string) => Row['panels'];
  rows: (where: string) => Row[];
}

/** What every service has around what is its own: figures, own rows, calls, database, process. */
export function serviceBoard(options: ServiceOptions): Board {
  const ofService = `service_name="${options.service}"`;
  const where = allOf(ofService, 'instance=~"$instance"');
  return board({
    name: options.service,
    title: options.title,
    description: options.description,
    variables: [instance(ofService)],
    service: options.service,
    rows: [
      { title: 'Now', panels: [instances(ofService), ...options.figures(where)] },
      ...options.rows(where),
      ...(options.answersCalls
        ? [{ title: 'Calls', panels: callsAnswered(where, options.answersCalls.runbook) }]
        : []),
      ...(options.makesCalls ? [{ title: 'Services that it asks', panels: callsMade(where) }] : []),
      ...(options.hasDatabase ? [{ title: 'Database', panels: pool(where) }] : []),
      { title: 'Process', panels: [cpu(where), eventLoop(where), memory(where), logLines(where)] },
    ],
  });
}
