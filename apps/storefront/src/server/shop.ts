import { type Api, createApi, type Schema } from '@tradepost/api-client';
import { toTraceparent } from '@tradepost/observability';
import { createContext, redirect } from 'react-router';
import { ApiError, unwrap } from '../lib/problem.ts';
import { type Locale, negotiate } from '../lib/text/locale.ts';
import { isSession, Renewals, type Session, sessionCookie, type Tokens, toSession } from './session.ts';
import type { Visit } from './visit.ts';

/** Cookies of the gateway that belong to the shopper's browser: the guest's cart and orders. */
const GATEWAY_COOKIES = /^(cart_token|order-[\w-]+)$/;
const READ_TIMEOUT_MS = 10_000;
const WRITE_TIMEOUT_MS = 40_000;

export const shopContext = createContext<Shop>();

const renewals = new Renewals();

/** The shop as one request sees it: the API in the shopper's name, their language, cart and session. */
export class Shop {
  readonly api: Api;
  readonly locale: Locale;
  readonly origin: string;
  private readonly visit: Visit;
  private readonly request: Request;
  private readonly cookies: Map<string, string>;
  private readonly answers: string[] = [];
  private readonly sessions;
  private session: Promise<Session | undefined>;

  constructor(visit: Visit, request: Request) {
    this.visit = visit;
    this.request = request;
    this.origin = new URL(visit.config.PUBLIC_URL).origin;
    this.cookies = parseCookies(request.headers.get('cookie') ?? '');
    this.locale = negotiate(this.cookies.get('locale'), request.headers.get('accept-language'));
    this.sessions = sessionCookie(this.isSecure);
    this.api = createApi({ baseUrl: visit.config.GATEWAY_URL, fetch: (asked) => this.fetch(asked) });
    this.session = this.readSession();
  }

  get isSecure(): boolean {
    return this.origin.startsWith('https:');
  }

  /** Of prices that shoppers type; those that are shown bring their own. */
  get currency(): string {
    return this.visit.config.SHOP_CURRENCY;
  }

  get log() {
    return this.visit.log;
  }

  async isSignedIn(): Promise<boolean> {
    return (await this.session) !== undefined;
  }

  /** For pages of the account. @throws a redirect to the sign-in page, which leads back. */
  async mustBeSignedIn(): Promise<void> {
    if (await this.isSignedIn()) return;
    const { pathname, search } = new URL(this.request.url);
    throw redirect(`/sign-in?to=${encodeURIComponent(pathname.replace(/\.data$/, '') + search)}`);
  }

  /** Whether the session of this browser was ended elsewhere: its access token alone does not know. */
  async hasEnded(): Promise<boolean> {
    const answer = await this.api.GET('/api/v1/me/sessions');
    if (answer.response.status === 401) return true;
    return !unwrap(answer).items.some(({ isCurrent }) => isCurrent);
  }

  async signIn(tokens: Tokens): Promise<void> {
    const session = toSession(tokens, Date.now());
    this.session = Promise.resolve(session);
    // The guest's cart was merged into the user's.
    this.forgetCart();
    this.answers.push(await this.sessions.serialize(session));
  }

  async signOut(): Promise<void> {
    const session = await this.session;
    this.session = Promise.resolve(undefined);
    this.forgetCart();
    this.answers.push(await this.sessions.serialize('', { maxAge: 0 }));
    if (session) await this.api.POST('/api/v1/auth/logout', { body: { refreshToken: session.refreshToken } });
  }

  /** The shopper's cart, or undefined while there is none: looking at the shop makes no cart. */
  async cart(): Promise<Schema<'Cart'> | undefined> {
    const cart = await this.readCart();
    if (cart && cart.state !== 'ordered' && cart.state !== 'expired' && cart.state !== 'merged') return cart;
    if (cart) this.forgetCart();
    return undefined;
  }

  /** The cart, made when there is none. */
  async ownCart(): Promise<Schema<'Cart'>> {
    const present = await this.cart();
    if (present) return present;
    const made = unwrap(await this.api.POST('/api/v1/carts', { body: {} }));
    this.rememberCart(made.id);
    return made;
  }

  rememberCart(id: string): void {
    this.setCookie('cart', id, 30 * 86_400);
  }

  forgetCart(): void {
    if (this.cookies.has('cart')) this.setCookie('cart', '', 0);
  }

  /** A cookie of the storefront's own: short, httpOnly, and needed for what the shopper does. */
  setCookie(name: string, value: string, maxAgeS: number): void {
    this.cookies.set(name, value);
    const secure = this.isSecure ? '; Secure' : '';
    this.answers.push(
      `${name}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeS}${secure}`,
    );
  }

  cookie(name: string): string | undefined {
    return this.cookies.get(name) || undefined;
  }

  /** Puts what was collected on the way onto the answer. */
  sendCookies(response: Response): void {
    for (const cookie of this.answers) response.headers.append('set-cookie', cookie);
  }

  /** An order's changes as server-sent events, in the shopper's name. */
  followOrder(id: string, signal: AbortSignal): Promise<Response> {
    const url = `${this.visit.config.GATEWAY_URL}/api/v1/orders/${encodeURIComponent(id)}/events`;
    return this.ask(new Request(url, { signal }), signal);
  }

  private async readCart(): Promise<Schema<'Cart'> | undefined> {
    const id = this.cookies.get('cart');
    try {
      if (await this.isSignedIn()) return unwrap(await this.api.GET('/api/v1/carts/current'));
      if (!id) return undefined;
      return unwrap(await this.api.GET('/api/v1/carts/{id}', { params: { path: { id } } }));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status >= 500 || error.status === 429) throw error;
      if (id) this.forgetCart();
      return undefined;
    }
  }

  private async fetch(asked: Request): Promise<Response> {
    const limitMs = asked.method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS;
    // A purchase that was asked for goes on when its shopper closes the page.
    const signals = asked.method === 'GET' ? [this.request.signal] : [];
    return this.ask(asked, AbortSignal.any([AbortSignal.timeout(limitMs), ...signals]));
  }

  private async ask(asked: Request, signal: AbortSignal): Promise<Response> {
    const { visit } = this;
    const session = await this.session;
    const { headers } = asked;
    if (session) headers.set('authorization', `Bearer ${session.accessToken}`);
    headers.set('cookie', this.cookiesForGateway());
    headers.set('user-agent', this.request.headers.get('user-agent') ?? 'storefront');
    headers.set('accept-language', this.locale);
    headers.set('traceparent', toTraceparent(visit.trace));
    headers.set('x-storefront-key', visit.config.STOREFRONT_SECRET);
    headers.set('x-client-address', visit.clientAddress);
    const answer = await fetch(asked, { signal });
    for (const cookie of answer.headers.getSetCookie()) this.takeCookie(cookie);
    return answer;
  }

  private takeCookie(text: string): void {
    const [name = '', value = ''] = (text.split(';', 1)[0] ?? '').split('=', 2);
    if (!GATEWAY_COOKIES.test(name)) return;
    this.cookies.set(name, value);
    this.answers.push(text);
  }

  private cookiesForGateway(): string {
    return [...this.cookies]
      .filter(([name, value]) => GATEWAY_COOKIES.test(name) && value !== '')
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }

  private async readSession(): Promise<Session | undefined> {
    const held: unknown = await this.sessions.parse(this.request.headers.get('cookie'));
    if (!isSession(held)) return undefined;
    if (held.renewAtMs > Date.now()) return held;
    const renewed = await renewals.renew(held, (refreshToken) => this.refresh(refreshToken));
    this.answers.push(
      renewed ? await this.sessions.serialize(renewed) : await this.sessions.serialize('', { maxAge: 0 }),
    );
    return renewed;
  }

  private async refresh(refreshToken: string): Promise<Session | undefined> {
    const { data, response } = await createApi({ baseUrl: this.visit.config.GATEWAY_URL }).POST(
      '/api/v1/auth/refresh',
      {
        body: { refreshToken },
        headers: {
          'x-storefront-key': this.visit.config.STOREFRONT_SECRET,
          'x-client-address': this.visit.clientAddress,
        },
      },
    );
    if (data) return toSession(data, Date.now());
    if (response.status === 401) return undefined;
    throw new Error(`the session could not be renewed: ${response.status}`);
  }
}

function parseCookies(header: string): Map<string, string> {
  const pairs = header.split(/;\s*/).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return new Map(pairs.filter(([name]) => name !== ''));
}
