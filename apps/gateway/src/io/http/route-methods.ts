import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** Which methods each path of the API takes. Only asked when a request found no route. */
@Injectable()
export class RouteMethods {
  private readonly methods = new Map<string, Set<string>>();
  private patterns: { readonly matches: RegExp; readonly methods: ReadonlySet<string> }[] | undefined;

  /** Before any route is declared. */
  install(app: FastifyInstance): void {
    app.addHook('onRoute', ({ url, method }) => {
      // What is passed to the storefront is no path of its own.
      if (url.includes('*')) return;
      const known = this.methods.get(url) ?? new Set<string>();
      for (const one of [method].flat()) known.add(one);
      this.methods.set(url, known);
      this.patterns = undefined;
    });
  }

  /** The value of `Allow`; undefined: there is no such path. */
  allowed(url: string): string | undefined {
    // What `OPTIONS *` asks for: the server as a whole.
    if (url === '*') return [...ORDER, 'OPTIONS'].join(', ');
    const path = url.split('?', 1)[0] ?? url;
    this.patterns ??= [...this.methods].map(([pattern, methods]) => ({
      matches: toRegExp(pattern),
      methods,
    }));
    const found = new Set(
      this.patterns.filter(({ matches }) => matches.test(path)).flatMap(({ methods }) => [...methods]),
    );
    if (found.size === 0) return undefined;
    return [...ORDER.filter((method) => found.has(method)), 'OPTIONS'].join(', ');
  }
}

const ORDER = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Routes have parameters as whole segments only: `/carts/:id/lines/:lineId`. */
const toRegExp = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}$`);
