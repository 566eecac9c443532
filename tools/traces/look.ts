import { Html, html } from './html.ts';

const STYLE = new Html(`
:root { color-scheme: light dark; --ink: light-dark(#1c2430, #e6e9ee); --soft: light-dark(#5b6675, #9aa5b4);
  --line: light-dark(#dde2e9, #333c48); --paper: light-dark(#fff, #161b22); --mark: light-dark(#f3f5f8, #1f2630);
  --bad: light-dark(#b3261e, #ff8a80); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 1400px; margin: 0 auto; padding: 16px; }
h1 { font-size: 20px; margin: 0 0 12px; overflow-wrap: anywhere; }
a { color: inherit; }
form { display: flex; gap: 8px; margin-bottom: 16px; }
input { flex: 1; min-width: 0; font: inherit; padding: 8px 10px; border: 1px solid var(--line); border-radius: 6px;
  background: var(--paper); color: inherit; }
button { font: inherit; padding: 8px 16px; border: 1px solid var(--line); border-radius: 6px; background: var(--mark);
  color: inherit; }
.soft { color: var(--soft); }
.bad { color: var(--bad); font-weight: 600; }
.num { font-variant-numeric: tabular-nums; white-space: nowrap; }
ol { list-style: none; margin: 0; padding: 0; }
.list a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; padding: 10px 8px; text-decoration: none;
  border-top: 1px solid var(--line); }
.list a:hover, summary:hover { background: var(--mark); }
.list .name { overflow-wrap: anywhere; font-weight: 600; }
.list .facts { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 13px; }
.key { display: inline-flex; align-items: center; gap: 5px; }
.dot { width: 10px; height: 10px; border-radius: 3px; }
.keys { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 0 0 12px; font-size: 13px; }
.tree summary { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr) 84px; gap: 12px; align-items: center;
  padding: 3px 6px; cursor: pointer; list-style: none; border-top: 1px solid var(--line); }
.tree summary::-webkit-details-marker { display: none; }
.tree .name { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.tree .time { text-align: right; font-size: 13px; }
.track { position: relative; height: 12px; background: var(--mark); border-radius: 3px; }
.bar { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 3px; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 16px; margin: 0; padding: 8px 8px 12px 24px;
  font-size: 13px; background: var(--mark); }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; font-family: ui-monospace, monospace; }
@media (max-width: 700px) {
  .tree summary { grid-template-columns: minmax(0, 1fr) auto; gap: 2px 8px; padding: 6px 4px; }
  .tree .track { grid-column: 1 / -1; order: 3; }
  dl { grid-template-columns: 1fr; padding-left: 12px; } dd { margin-bottom: 4px; }
}`);

export const page = (title: string, content: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>${content}</main>
      </body>
    </html>`.text;

export const searchForm = (query: string): Html =>
  html`<form action="/" role="search">
    <input
      name="q"
      value="${query}"
      aria-label="Search traces"
      placeholder="Trace id, order id, route, service"
    />
    <button>Search</button>
  </form>`;

// Okabe and Ito's, which are told apart with any eyesight.
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a7f00', '#7a5195'];
const SERVICES = ['gateway', 'order', 'product', 'cart', 'user', 'storefront', 'payment-sandbox'];

/** The same colour for a service on every page. */
export function colourOf(service: string): string {
  const known = SERVICES.indexOf(service);
  return COLOURS[known < 0 ? COLOURS.length - 1 : known] ?? '';
}

export const serviceKey = (service: string): Html =>
  html`<span class="key"><span class="dot" style="background:${colourOf(service)}"></span>${service}</span>`;

export const duration = (ms: number): string =>
  ms >= 1_000 ? `${(ms / 1_000).toFixed(2)} s` : ms >= 100 ? `${ms.toFixed(0)} ms` : `${ms.toFixed(2)} ms`;

export const errors = (count: number): Html =>
  count === 0 ? html`` : html`<span class="bad">${count} ${count === 1 ? 'error' : 'errors'}</span>`;
