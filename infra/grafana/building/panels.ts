import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  MappingType,
  type Panel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelineBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { RUNBOOKS } from '../../prometheus/slo-rules.ts';
import { description, type Explained } from './explained.ts';
import { AMBER, GREEN, PROMETHEUS, RED } from './names.ts';

export interface Query {
  expr: string;
  /** Names a line by its labels: `{{http_route}}`. */
  legend: string;
  /** On histograms of durations: points that lead to a trace. */
  exemplars?: boolean;
  /** Asked once, at the end of the range: for sums over all of it. */
  instant?: boolean;
}

/** Where a value turns orange and red; `below` for values of which more is better. */
export interface Limits {
  amber?: number;
  red: number;
  below?: boolean;
}

export interface PanelOptions extends Explained {
  title: string;
  queries: Query[];
  unit: string;
  limits?: Limits;
  /** Of 24. */
  width?: number;
  max?: number;
  decimals?: number;
}

/** Values over time. `stacked` where the lines are parts of one whole. */
export function lines(options: PanelOptions & { stacked?: boolean }): Builder<Panel> {
  const panel = common(new TimeseriesBuilder(), options)
    .span(options.width ?? 8)
    .height(8)
    .min(0)
    .fillOpacity(options.stacked ? 30 : 8)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs(['lastNotNull']),
    )
    .tooltip(
      new VizTooltipOptionsBuilder()
        .mode(TooltipDisplayMode.Multi)
        .sort(SortOrder.Descending)
        .hideZeros(true),
    );
  if (options.max !== undefined) panel.max(options.max);
  if (options.stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (options.limits)
    panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  return panel.targets(options.queries.map((query, index) => ranged(query, index)));
}

/** The value of now, with its course behind it. */
export function figure(options: PanelOptions & { noValue?: string }): Builder<Panel> {
  return common(new StatBuilder(), options)
    .span(options.width ?? 4)
    .height(4)
    .noValue(options.noValue ?? 'no traffic')
    .graphMode(BigValueGraphMode.Area)
    .colorMode(options.limits ? BigValueColorMode.Background : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .targets(options.queries.map((query, index) => ranged(query, index)));
}

/** One row a series, of now. `runbooks` makes the names of alerts links to their runbooks. */
export function rows(options: PanelOptions & { runbooks?: boolean }): Builder<Panel> {
  const link = { title: 'Runbook', url: `${RUNBOOKS}/\${__value.text}.md`, targetBlank: true };
  return common(new TableBuilder(), options)
    .span(options.width ?? 12)
    .height(8)
    .noValue('none')
    .overrideByName('alertname', options.runbooks ? [{ id: 'links', value: [link] }] : [])
    .withTransformation({ id: 'organize', options: { excludeByName: { Time: true } } })
    .targets(
      options.queries.map((query, index) => target(query, index).format(PromQueryFormat.Table).instant()),
    );
}

/** 1 and 0 over time, a bar for each series. */
export function states(options: PanelOptions): Builder<Panel> {
  return common(new StateTimelineBuilder(), options)
    .span(options.width ?? 12)
    .height(8)
    .mappings([yesNo()])
    .targets(options.queries.map((query, index) => ranged(query, index)));
}

function yesNo(): ValueMap {
  return {
    type: MappingType.ValueToText,
    options: { 0: { text: 'no', color: RED, index: 0 }, 1: { text: 'yes', color: GREEN, index: 1 } },
  };
}

type AnyBuilder = TimeseriesBuilder | StatBuilder | TableBuilder | StateTimelineBuilder;

function common<T extends AnyBuilder>(panel: T, options: PanelOptions): T {
  panel
    .title(options.title)
    .description(description(options))
    .datasource(PROMETHEUS)
    .unit(options.unit)
    .thresholds(thresholds(options.limits));
  if (options.decimals !== undefined) panel.decimals(options.decimals);
  return panel;
}

/** The first step has no value: it reaches down without end. */
function thresholds(limits?: Limits): ThresholdsConfigBuilder {
  const builder = new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute);
  if (!limits) return builder.steps([{ value: null, color: GREEN }]);
  const { amber, red, below = false } = limits;
  const middle = amber === undefined ? [] : [{ value: amber, color: AMBER }];
  if (!below) return builder.steps([{ value: null, color: GREEN }, ...middle, { value: red, color: RED }]);
  const fromAmber = amber === undefined ? GREEN : AMBER;
  return builder.steps([
    { value: null, color: RED },
    { value: red, color: fromAmber },
    ...(amber === undefined ? [] : [{ value: amber, color: GREEN }]),
  ]);
}

function ranged(query: Query, index: number): Builder<Dataquery> {
  return query.instant ? target(query, index).instant() : target(query, index).range();
}

function target({ expr, legend, exemplars = false }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCharCode(65 + index))
    .datasource(PROMETHEUS)
    .expr(expr)
    .legendFormat(legend)
    .exemplar(exemplars);
}
