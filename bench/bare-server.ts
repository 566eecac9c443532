import { bareRoute } from './bare.ts';

// A process of its own: it must not share the load generator's thread.
process.once('message', (bytes: string) => {
  void bareRoute(bytes).then(({ origin }) => process.send?.(origin));
});
