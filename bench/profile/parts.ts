/** A part of what a service does. `source` is matched with the path of the file that a frame comes from. */
interface Rule {
  readonly part: string;
  readonly source: RegExp;
}

const packages = (...names: string[]): RegExp => new RegExp(`node_modules/(?:${names.join('|')})/`);
const platform = (pattern: string): RegExp => new RegExp(`libs/platform/${pattern}`);

/** The first that matches counts; a frame that matches none belongs to what called it. */
const RULES: readonly Rule[] = [
  {
    part: 'logging',
    source: packages('pino[^/]*', 'sonic-boom', 'safe-stable-stringify', 'quick-format-unescaped'),
  },
  { part: 'logging', source: platform('observability/src/(logger|masked)') },
  { part: 'metrics', source: packages('prom-client', 'tdigest', 'bintrees') },
  {
    part: 'metrics',
    source: /observability\/src\/(metrics|ops-server)|[.-]metrics\.ts$|^node:internal\/perf/,
  },
  { part: 'traces', source: packages('@opentelemetry/.*') },
  { part: 'traces', source: /observability\/src\/(tracing|context)|[.-]spans?\.ts$/ },
  { part: 'hashes and tokens', source: /^node:(internal\/)?crypto/ },
  { part: 'validation', source: packages('typebox', 'ajv', 'ajv-formats', '@nestjs/swagger') },
  { part: 'validation', source: /\/(pipes?|validation|schema-pipe|constraints)[^/]*\.ts$|\.pipe\.ts$/ },
  { part: 'codecs', source: packages('@bufbuild/protobuf', 'ts-proto', 'long') },
  { part: 'codecs', source: /libs\/contracts\/|rpc\/src\/message-writer/ },
  {
    part: 'gRPC client',
    source:
      /grpc-js\/.*\/(client|channel|subchannel|load-balanc|retrying|resolving|internal-channel|transport|picker|call|deadline|compression|max-message|metadata|filter|service-config|single-subchannel|promise)[^/]*$/,
  },
  {
    part: 'gRPC client',
    source:
      /libs\/platform\/(discovery\/|rpc\/src\/(client|stream\/(call|frames)|balanc|retry|breaker|budget|deadline|call))/,
  },
  { part: 'gRPC server', source: /grpc-js\/.*\/server[^/]*$|nest\/src\/grpc|libs\/platform\/rpc\// },
  { part: 'gRPC client', source: packages('@grpc/grpc-js') },
  { part: 'SQL client', source: packages('pg', 'pg-.*', 'postgres-.*', '@prisma/.*') },
  { part: 'SQL client', source: /libs\/platform\/database\/|src\/gen\/prisma/ },
  { part: 'mail', source: packages('nodemailer', 'react', 'react-dom', '@react-email/.*', 'html-to-text') },
  { part: 'mail', source: /libs\/platform\/mail\/|[.-]mail(\.worker)?\.tsx?$|\.mail\.ts$/ },
  { part: 'relay', source: platform('messaging/src/(outbox|relay|partition|stream-writer|epoch)') },
  { part: 'consumers', source: platform('messaging/src/(stream-consumer|consumer|inbox|streams-)') },
  { part: 'consumers', source: /nest\/src\/events|-events\.controller/ },
  {
    part: 'Redis client',
    source: packages('ioredis', 'redis-.*', '@ioredis/.*', 'denque', 'standard-as-callback'),
  },
  { part: 'Redis client', source: platform('messaging/src/redis') },
  { part: 'sagas', source: platform('saga/') },
  { part: 'other messaging', source: platform('messaging/') },
  {
    part: 'HTTP server',
    source: packages(
      'fastify',
      '@fastify/.*',
      'find-my-way',
      'avvio',
      'fast-json-stringify',
      'light-my-request',
      '@nestjs/platform-fastify',
      'cookie',
    ),
  },
  { part: 'Nest pipeline', source: packages('@nestjs/.*', 'rxjs', 'reflect-metadata') },
  { part: 'Nest pipeline', source: platform('nest/') },
  { part: 'HTTP client', source: packages('undici') },
  { part: 'platform, other', source: platform('') },
  { part: 'own code', source: /apps\/[^/]+\/src\// },
];

/** Native work by the name of the function, whoever asked for it. */
const NATIVE = new Map([
  ['(garbage collector)', 'garbage collection'],
  ...['writev', 'writeBuffer', 'writeUtf8String', 'writeLatin1String', 'writeAsciiString'].map(
    (name) => [name, 'socket writes'] as const,
  ),
]);

/** HTTP/2 has frames of its own below no caller: what arrives, and what is flushed. */
const NODE: readonly Rule[] = [
  { part: 'HTTP/2 sessions', source: /^node:internal\/http2/ },
  { part: 'HTTP server', source: /^node:_http_(server|incoming|outgoing|common)/ },
  { part: 'HTTP client', source: /^node:_http_(client|agent)/ },
  { part: 'streams and sockets', source: /^node:(net|internal\/stream|internal\/streams)/ },
  { part: 'timers and ticks', source: /^node:internal\/(timers|process)/ },
];

export const UNKNOWN = 'native, not attributed';

export interface Frame {
  readonly functionName: string;
  /** The file it was written in, or `node:…`; empty for native code. */
  readonly source: string;
}

/** The part that a sample belongs to: that of the nearest frame which has one. @param stack innermost first */
export function partOf(stack: readonly Frame[]): string {
  const native = NATIVE.get(stack[0]?.functionName ?? '');
  if (native) return native;
  return nearest(RULES, stack) ?? nearest(NODE, stack) ?? UNKNOWN;
}

function nearest(rules: readonly Rule[], stack: readonly Frame[]): string | undefined {
  for (const { source } of stack) {
    const rule = source && rules.find((one) => one.source.test(source));
    if (rule) return rule.part;
  }
  return undefined;
}
