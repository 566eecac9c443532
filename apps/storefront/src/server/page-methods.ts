import { matchRoutes, type RouteObject, type ServerBuild } from 'react-router';

type Routes = ServerBuild['routes'];
type RouteModule = Partial<Pick<NonNullable<Routes[string]>['module'], 'default' | 'loader' | 'action'>>;

/** What of the build decides which methods a path takes. */
export type PageRoutes = Record<
  string,
  | {
      readonly id: string;
      readonly parentId?: string;
      readonly path?: string;
      readonly index?: boolean;
      readonly module: RouteModule;
    }
  | undefined
>;

/** Tells which methods a page takes, for `OPTIONS` and `Allow`. */
export class PageMethods {
  private readonly tree: RouteObject[];

  constructor(private readonly routes: PageRoutes) {
    this.tree = this.childrenOf(undefined);
  }

  /** @returns undefined where there is no page */
  of(url: string): readonly string[] | undefined {
    const route = this.routeAt(url);
    if (!route || route.path === '*') return undefined;
    const { module } = route;
    const reads = module.default || module.loader ? ['GET', 'HEAD'] : [];
    return [...reads, ...(module.action ? ['POST'] : []), 'OPTIONS'];
  }

  /** What answers a request that is no read, without a page; undefined: the page takes it. */
  answerTo(method: string, url: string): { readonly status: number; readonly allow?: string } | undefined {
    const allowed = this.of(url);
    if (!allowed) return { status: 404 };
    if (method !== 'OPTIONS' && allowed.includes(method)) return undefined;
    return { status: method === 'OPTIONS' ? 204 : 405, allow: allowed.join(', ') };
  }

  /** The id of the page's route, such as `routes/product`; undefined where there is no page. */
  routeId(url: string): string | undefined {
    const route = this.routeAt(url);
    return route?.path === '*' ? undefined : route?.id;
  }

  private routeAt(url: string) {
    const path = (url.split('?', 1)[0] ?? '/').replace(/(?:\/_root)?\.data$/, '');
    const found = matchRoutes(this.tree, path === '' ? '/' : path)?.at(-1);
    return found && this.routes[found.route.id ?? ''];
  }

  private childrenOf(parentId: string | undefined): RouteObject[] {
    const own = Object.values(this.routes).filter((route) => route?.parentId === parentId);
    return own.flatMap((route): RouteObject[] => {
      if (!route) return [];
      const at = route.path === undefined ? {} : { path: route.path };
      if (route.index) return [{ id: route.id, ...at, index: true }];
      return [{ id: route.id, ...at, children: this.childrenOf(route.id) }];
    });
  }
}
