import type { ReceivedSpan } from '@tradepost/otlp';

/** A trace as far as its spans have arrived. */
export interface Trace {
  readonly id: string;
  readonly spans: readonly ReceivedSpan[];
}

/** A line of the list. */
export interface TraceSummary {
  readonly id: string;
  /** Of the first span; of the earliest when that has not arrived. */
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly spans: number;
  readonly errors: number;
  readonly services: readonly string[];
}

/** A span and how deep it is below the first one. */
export interface Row {
  readonly span: ReceivedSpan;
  readonly depth: number;
}

const MOST_TRACES = 500;
const MOST_SPANS = 5_000;
const MOST_SPANS_IN_ALL = 100_000;

/** The last traces, in memory. */
export class TraceStore {
  private readonly traces = new Map<string, ReceivedSpan[]>();
  private size = 0;

  add(spans: readonly ReceivedSpan[]): void {
    for (const span of spans) {
      const known = this.traces.get(span.traceId) ?? [];
      if (known.length < MOST_SPANS) {
        known.push(span);
        this.size++;
      }
      // The one that changed last is the last to be dropped.
      this.traces.delete(span.traceId);
      this.traces.set(span.traceId, known);
    }
    for (const [id, oldest] of this.traces) {
      if (this.traces.size <= MOST_TRACES && this.size <= MOST_SPANS_IN_ALL) break;
      this.traces.delete(id);
      this.size -= oldest.length;
    }
  }

  get(id: string): Trace | undefined {
    const spans = this.traces.get(id);
    return spans && { id, spans };
  }

  /** Newest first. @param query a trace id, or a value of any span: its name, its service, an order's id */
  list(query = ''): TraceSummary[] {
    const wanted = query.trim().toLowerCase();
    return [...this.traces]
      .filter(
        ([id, spans]) => wanted === '' || id.startsWith(wanted) || spans.some((span) => has(span, wanted)),
      )
      .map(([id, spans]) => summaryOf({ id, spans }))
      .sort((a, b) => b.startMs - a.startMs);
  }
}

const has = ({ name, service, attributes }: ReceivedSpan, wanted: string): boolean =>
  [name, service, ...Object.values(attributes)].some((value) => String(value).toLowerCase().includes(wanted));

export function summaryOf({ id, spans }: Trace): TraceSummary {
  const [first] = rowsOf({ id, spans });
  const startMs = Math.min(...spans.map((span) => span.startMs));
  return {
    id,
    name: first?.span.name ?? '',
    startMs,
    durationMs: Math.max(...spans.map((span) => span.endMs)) - startMs,
    spans: spans.length,
    errors: spans.filter(({ isError }) => isError).length,
    services: [...new Set(spans.map(({ service }) => service))].sort(),
  };
}

/** The tree from top to bottom; what lacks its parent stands at the top. */
export function rowsOf({ spans }: Trace): Row[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = new Map<string, ReceivedSpan[]>();
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const parent = ids.has(span.parentSpanId) ? span.parentSpanId : '';
    below.set(parent, [...(below.get(parent) ?? []), span]);
  }
  const rows: Row[] = [];
  const visit = (parent: string, depth: number): void => {
    for (const span of below.get(parent) ?? []) {
      rows.push({ span, depth });
      visit(span.spanId, depth + 1);
    }
  };
  visit('', 0);
  return rows;
}
