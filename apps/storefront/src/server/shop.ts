import { type Api, createApi, type Schema } from '@tradepost/api-client';
import { inSpan, toTraceparent } from '@tradepost/observability';
import { createContext, redirect } from 'react-router';
import { ApiError, unwrap } from '../lib/problem.ts';
import { type Locale, negotiate } from '../lib/text/locale.ts';
import { type PaymentMethod, paymentMethodsOf } from '../lib/payment-methods.ts';
import { Cookies } from './cookies.ts';
import { readSession, Renewals, type Session, type Tokens, toSession, writeSession } from './session.ts';
import type { Visit } from './visit.ts';

/** Cookies of the gateway: tokens of the guest's cart and orders. */
const GATEWAY_COOKIES = /^(cart_token|order-[\w-]+)$/;
const READ_TIMEOUT_MS = 10_000;
const WRITE_TIMEOUT_MS = 40_000;

export const shopContext = createContext<Shop>();

const renewals = new Renewals();

/** The shop in the scope of one request: the API on behalf of the customer, their language, cart and session. */
export class Shop {
  readonly api: Api;
  readonly locale: Locale;
  readonly origin: string;
  readonly cookies: Cookies;
  private readonly visit: Visit;
  private readonly request: Request;
  private known: Promise<Session | undefined> | undefined;

  constructor(visit: Visit, request: Request) {
    this.visit = visit;
    this.request = request;
    this.origin = new URL(visit.config.PUBLIC_URL).origin;
    this.cookies = new Cookies(request.headers.get('cookie'), this.origin.startsWith('https:'));
    this.locale = negotiate(this.cookies.get('locale'), request.headers.get('accept-language'));
    this.api = createApi({ baseUrl: visit.config.GATEWAY_URL, fetch: (request) => this.fetch(request) });
  }

  /** Currency of prices that customers type; displayed prices have their own. */
  get currency(): string {
    return this.visit.config.SHOP_CURRENCY;
  }

  get log() {
    return this.visit.log;
  }

  /** The payment methods that the checkout offers. */
  get paymentMethods(): readonly PaymentMethod[] {
    return paymentMethodsOf(this.visit.config.PAYMENT_METHODS);
  }

  async isSignedIn(): Promise<boolean> {
    return (await this.session()) !== undefined;
  }

  /** For account pages. @throws a redirect to the sign-in page, which leads back */
  async mustBeSignedIn(): Promise<void> {
    if (await this.isSignedIn()) return;
    const { pathname, search } = new URL(this.request.url);
    throw redirect(`/sign-in?to=${encodeURIComponent(pathname.replace(/\.data$/, '') + search)}`);
  }

  /** Whether the session was ended on another device; its access token is accepted for another second or two. */
  async hasEnded(): Promise<boolean> {
    const result = await this.api.GET('/api/v1/me/sessions');
    if (result.response.status === 401) return true;
    return !unwrap(result).items.some(({ isCurrent }) => isCurrent);
  }

  signIn(tokens: Tokens): void {
    const session = toSession(tokens, Date.now());
    this.known = Promise.resolve(session);
    // The guest's cart was merged into the user's.
    this.forgetCart();
    writeSession(this.cookies, session);
  }

  async signOut(): Promise<void> {
    const session = await this.session();
    this.known = Promise.resolve(undefined);
    this.forgetCart();
    writeSession(this.cookies, undefined);
    if (session) await this.api.POST('/api/v1/auth/logout', { body: { refreshToken: session.refreshToken } });
  }

  /** The customer's open cart; undefined while there is none, because browsing creates none. */
  async cart(): Promise<Schema<'Cart'> | undefined> {
    const cart = await this.readCart();
    if (cart && cart.state !== 'ordered' && cart.state !== 'expired' && cart.state !== 'merged') return cart;
    if (cart) this.forgetCart();
    return undefined;
  }

  /** The customer's open cart, created when there is none. */
  async ensureCart(): Promise<Schema<'Cart'>> {
    const existing = await this.cart();
    if (existing) return existing;
    const created = unwrap(await this.api.POST('/api/v1/carts', { body: {} }));
    this.rememberCart(created.id);
    return created;
  }

  rememberCart(id: string): void {
    this.cookies.set('cart', id, 30 * 86_400);
  }

  forgetCart(): void {
    if (this.cookies.get('cart') !== undefined) this.cookies.delete('cart');
  }

  /** An order's changes as server-sent events, on behalf of the customer; HEAD asks only whether they may be followed. */
  followOrder(id: string, { method, signal }: Pick<Request, 'method' | 'signal'>): Promise<Response> {
    const url = `${this.visit.config.GATEWAY_URL}/api/v1/orders/${encodeURIComponent(id)}/events`;
    return this.send(new Request(url, { method, signal }), signal);
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

  private async fetch(request: Request): Promise<Response> {
    const timeoutMs = request.method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS;
    // A write is not cancelled when the customer closes the page.
    const signals = request.method === 'GET' ? [this.request.signal] : [];
    return this.send(request, AbortSignal.any([AbortSignal.timeout(timeoutMs), ...signals]));
  }

  private async send(request: Request, signal: AbortSignal): Promise<Response> {
    const { visit } = this;
    const session = await this.session();
    const { headers } = request;
    if (session) headers.set('authorization', `Bearer ${session.accessToken}`);
    headers.set('cookie', this.cookies.headerOf(GATEWAY_COOKIES));
    headers.set('user-agent', this.request.headers.get('user-agent') ?? 'storefront');
    headers.set('accept-language', this.locale);
    headers.set('x-storefront-key', visit.config.STOREFRONT_SECRET);
    headers.set('x-client-address', visit.clientAddress);
    let response = await this.ask(request, signal);
    if (session && response.status === 401 && (await isOfEndedSession(response))) {
      this.known = Promise.resolve(undefined);
      writeSession(this.cookies, undefined);
      headers.delete('authorization');
      // A page that guests may see is shown as to a guest.
      if (request.method === 'GET') response = await this.ask(request, signal);
    }
    for (const cookie of response.headers.getSetCookie()) this.cookies.adopt(cookie, GATEWAY_COOKIES);
    return response;
  }

  private ask(request: Request, signal: AbortSignal): Promise<Response> {
    const { trace, calls } = this.visit;
    const attributes = { 'http.request.method': request.method };
    return inSpan(request.method, { kind: 'client', parent: trace, attributes }, async (span) => {
      request.headers.set('traceparent', toTraceparent(span?.context ?? trace));
      const response = await calls.measured(
        request.method,
        ({ status }) => status,
        () => fetch(request, { signal }),
      );
      span?.set({ 'http.response.status_code': response.status });
      return response;
    });
  }

  /** Read when it is first needed: a response that does not wait for the renewal could not set the new cookie. */
  private session(): Promise<Session | undefined> {
    return (this.known ??= this.currentSession());
  }

  private async currentSession(): Promise<Session | undefined> {
    const session = readSession(this.cookies);
    if (!session || session.renewAtMs > Date.now()) return session;
    const renewed = await renewals.renew(session, (refreshToken) => this.refresh(refreshToken));
    writeSession(this.cookies, renewed);
    return renewed;
  }

  private async refresh(refreshToken: string): Promise<Session | undefined> {
    const { data, response } = await createApi({ baseUrl: this.visit.config.GATEWAY_URL }).POST(
      '/api/v1/auth/refresh',
      {
        body: { refreshToken },
        signal: AbortSignal.timeout(WRITE_TIMEOUT_MS),
        headers: {
          traceparent: toTraceparent(this.visit.trace),
          'x-storefront-key': this.visit.config.STOREFRONT_SECRET,
          'x-client-address': this.visit.clientAddress,
        },
      },
    );
    if (data) return toSession(data, Date.now());
    if (response.status === 401) return undefined;
    throw new Error(`the session could not be renewed: HTTP ${response.status}`);
  }
}

/** The session was ended on another device or by a new password: its access token is refused before it expires. */
async function isOfEndedSession(response: Response): Promise<boolean> {
  const problem = (await response
    .clone()
    .json()
    .catch(() => undefined)) as { code?: unknown } | undefined;
  return problem?.code === 'auth.token_revoked';
}
