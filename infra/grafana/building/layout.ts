import type { GridPos, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

const WIDTH = 24;

type Placed = Panel | RowPanel;

/**
 * Panels from left to right, each line filled to the edge, and numbered: links to a single panel need numbers that
 * stay. The SDK's own layout starts a new line only after a panel has gone over the edge.
 */
export function laidOut(panels: Placed[]): Placed[] {
  let y = 0;
  return linesOf(panels).flatMap((line) => {
    const top = y;
    y += Math.max(...line.map(({ h }) => h));
    return filled(line).map(({ panel, w, h }, index, all) => {
      const x = all.slice(0, index).reduce((sum, one) => sum + one.w, 0);
      return { ...panel, id: panels.indexOf(panel) + 1, gridPos: { x, y: top, w, h } };
    });
  });
}

type Sized = Pick<GridPos, 'w' | 'h'> & { panel: Placed };

/** A row's title has a line of its own. Figures and panels, which differ in height, do not share one. */
function linesOf(panels: Placed[]): Sized[][] {
  const lines: Sized[][] = [];
  for (const panel of panels) {
    const { w = WIDTH, h = 1 } = panel.gridPos ?? {};
    const last = lines.at(-1);
    const used = last?.reduce((sum, one) => sum + one.w, 0) ?? WIDTH;
    if (last && used + w <= WIDTH && last[0]?.h === h) last.push({ panel, w, h });
    else lines.push([{ panel, w, h }]);
  }
  return lines;
}

function filled(line: Sized[]): Sized[] {
  const spare = WIDTH - line.reduce((sum, { w }) => sum + w, 0);
  const each = Math.floor(spare / line.length);
  const more = spare % line.length;
  return line.map((one, index) => ({ ...one, w: one.w + each + (index < more ? 1 : 0) }));
}
