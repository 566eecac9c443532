import '@fastify/cookie';
import type { FastifyReply } from 'fastify';

const DAY_S = 86_400;

/** Cookies of the shop: never readable by scripts, never sent along from other sites' forms. */
export class Cookies {
  private readonly isSecure: boolean;

  constructor(publicUrl: string) {
    this.isSecure = publicUrl.startsWith('https:');
  }

  setCart(reply: FastifyReply, token: string): void {
    this.set(reply, 'cart_token', token, '/', 30 * DAY_S);
  }

  clearCart(reply: FastifyReply): void {
    this.set(reply, 'cart_token', '', '/', 0);
  }

  /** Sent with this one order only. */
  setOrder(reply: FastifyReply, orderId: string, token: string): void {
    this.set(reply, orderCookie(orderId), token, '/', 90 * DAY_S);
  }

  setRefresh(reply: FastifyReply, token: string, maxAgeS: number): void {
    this.set(reply, 'refresh_token', token, '/api/v1/auth', maxAgeS);
  }

  clearRefresh(reply: FastifyReply): void {
    this.set(reply, 'refresh_token', '', '/api/v1/auth', 0);
  }

  private set(reply: FastifyReply, name: string, value: string, path: string, maxAge: number): void {
    reply.setCookie(name, value, { httpOnly: true, sameSite: 'lax', secure: this.isSecure, path, maxAge });
  }
}

export const orderCookie = (orderId: string): string => `order-${orderId}`;
