import { board } from '../building/board.ts';
import { perSecond } from '../building/expressions.ts';
import { lines, rows } from '../building/panels.ts';
import { cpu, eventLoop, eventLoopDelay, memory } from '../building/saturation.ts';
import { instance, serviceName } from '../building/variables.ts';

const WHERE = 'service_name=~"$service_name", instance=~"$instance"';
const LEGEND = '{{service_name}} {{instance}}';
const BY = 'service_name, instance';

export const nodeRuntime = board({
  name: 'node-runtime',
  title: 'Node runtime',
  description: 'CPU, event loop, memory and garbage collection of every process, by service and instance.',
  variables: [serviceName(), instance()],
  rows: [
    { title: 'Saturation', panels: [cpu(WHERE), eventLoop(WHERE), eventLoopDelay(WHERE)] },
    { title: 'Memory', panels: [memory(WHERE), heap(), garbageCollection()] },
    { title: 'Processes', panels: [handles(), fileDescriptors(), versions()] },
  ],
});

function heap() {
  return lines({
    title: 'Heap in use',
    shows: 'JavaScript objects, after and before collections: the lower edge of the saw-tooth is what stays.',
    bad: 'a lower edge that climbs for hours. A heap snapshot says what grows.',
    runbook: 'MemoryNearLimit',
    unit: 'bytes',
    queries: [{ expr: `max by (${BY}) (nodejs_heap_size_used_bytes{${WHERE}})`, legend: LEGEND }],
  });
}

function garbageCollection() {
  return lines({
    title: 'Time in garbage collection',
    shows: 'Share of the time that the process stood still to collect.',
    bad: 'above 10 %: the heap is nearly full; --max-old-space-size or a leak.',
    runbook: 'MemoryNearLimit',
    unit: 'percentunit',
    limits: { amber: 0.1, red: 0.25 },
    queries: [
      {
        expr: perSecond('nodejs_gc_duration_seconds_sum', { where: WHERE, by: ['service_name', 'instance'] }),
        legend: LEGEND,
      },
    ],
  });
}

function handles() {
  return lines({
    title: 'Active handles',
    shows: 'Sockets, timers and pipes that a process holds.',
    bad: 'a steady climb: connections that nothing closes.',
    unit: 'short',
    queries: [{ expr: `max by (${BY}) (nodejs_active_handles_total{${WHERE}})`, legend: LEGEND }],
  });
}

function fileDescriptors() {
  return lines({
    title: 'File descriptors',
    shows: 'Open descriptors as a share of the limit.',
    bad: 'above 80 %: the next connection may be refused with EMFILE.',
    unit: 'percentunit',
    max: 1,
    limits: { amber: 0.6, red: 0.8 },
    queries: [
      {
        expr: `max by (${BY}) (process_open_fds{${WHERE}} / process_max_fds{${WHERE}})`,
        legend: LEGEND,
      },
    ],
  });
}

function versions() {
  return rows({
    title: 'Versions and age',
    shows: 'What runs where, and for how long.',
    bad: 'two versions of a service long after a deployment, or an age of minutes without a deployment: restarts.',
    runbook: 'CrashLooping',
    unit: 's',
    width: 8,
    queries: [
      {
        expr:
          `max by (${BY}) (time() - process_start_time_seconds{${WHERE}})` +
          ` * on (${BY}) group_right max by (${BY}, version, node_version) (build_info{${WHERE}})`,
        legend: LEGEND,
      },
    ],
  });
}
