import type { ReceivedSpan } from '@tradepost/otlp';
import { type Html, html } from './html.ts';
import { colourOf, duration, errors, page, searchForm, serviceKey } from './look.ts';
import { type Row, rowsOf, summaryOf, type Trace, type TraceSummary } from './trace-store.ts';

const MOST_SHOWN = 200;

export function listPage(traces: readonly TraceSummary[], query: string): string {
  const empty = query
    ? 'No trace has it.'
    : 'No trace has arrived yet. Open a page of the shop, or buy something.';
  const content = html`<h1>Traces</h1>
    ${searchForm(query)} ${traces.length === 0 ? html`<p>${empty}</p>` : html``}
    <ol class="list">
      ${traces.slice(0, MOST_SHOWN).map(toLine)}
    </ol>`;
  return page('Traces', content);
}

const toLine = ({ id, name, startMs, durationMs, spans, errors: failed, services }: TraceSummary): Html =>
  html`<li>
    <a href="/traces/${id}">
      <span class="name">${name}</span><span class="num">${duration(durationMs)}</span>
      <span class="facts soft">
        <span class="num">${new Date(startMs).toISOString().slice(11, 23)}</span>
        <span class="num">${spans} spans</span>${errors(failed)} ${services.map(serviceKey)}
      </span>
    </a>
  </li>`;

export function tracePage(trace: Trace): string {
  const summary = summaryOf(trace);
  const content = html`<p><a href="/">All traces</a></p>
    <h1>${summary.name}</h1>
    <p class="soft">
      <span class="num">${new Date(summary.startMs).toISOString()}</span>,
      <span class="num">${duration(summary.durationMs)}</span>, ${summary.spans} spans
      ${errors(summary.errors)}<br />Trace ${trace.id}
    </p>
    <p class="keys">${summary.services.map(serviceKey)}</p>
    <div class="tree">${rowsOf(trace).map((row) => toRow(row, summary))}</div>`;
  return page(summary.name, content);
}

function toRow({ span, depth }: Row, { startMs, durationMs }: TraceSummary): Html {
  const share = (ms: number): string => `${((100 * ms) / Math.max(durationMs, 0.001)).toFixed(2)}%`;
  const bar = `left:${share(span.startMs - startMs)};width:${share(span.endMs - span.startMs)};background:${colourOf(span.service)}`;
  return html`<details>
    <summary>
      <span
        class="name ${span.isError ? 'bad' : ''}"
        style="padding-left:${Math.min(depth, 12) * 12}px"
        title="${span.name}"
        >${span.name}</span
      >
      <span class="track"><span class="bar" style="${bar}"></span></span>
      <span class="time num">${duration(span.endMs - span.startMs)}</span>
    </summary>
    <dl>${facts(span, startMs)}</dl>
  </details>`;
}

function facts(span: ReceivedSpan, startMs: number): Html[] {
  const known = {
    service: span.service,
    kind: span.kind,
    starts: `after ${duration(span.startMs - startMs)}`,
    ...span.attributes,
    span: span.spanId,
  };
  const facts = Object.entries(known).map(([name, value]) => [name, String(value)] as const);
  const links = span.links.map(
    ({ traceId }) => ['done in', html`<a href="/traces/${traceId}">${traceId}</a>`] as const,
  );
  return [...facts, ...links].map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd>${value}</dd>`,
  );
}

export const missingPage = (): string =>
  page(
    'No such trace',
    html`<h1>No such trace</h1>
      <p>It was not recorded, or newer ones took its place. <a href="/">All traces</a></p>`,
  );
