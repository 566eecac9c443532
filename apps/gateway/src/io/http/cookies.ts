import '@fastify/cookie';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '@tradepost/nest';
import type { FastifyReply } from 'fastify';
import type { GatewayConfig } from '../../gateway.config.ts';

const DAY_S = 86_400;

/** Cookies of the shop: scripts can't read them, and other sites' forms don't send them. */
@Injectable()
export class Cookies {
  private readonly isSecure: boolean;

  constructor(@Inject(CONFIG) { PUBLIC_URL }: GatewayConfig) {
    this.isSecure = PUBLIC_URL.startsWith('https:');
  }

  setCart(reply: FastifyReply, token: string): void {
    this.set(reply, CART_COOKIE, token, '/', 30 * DAY_S);
  }

  clearCart(reply: FastifyReply): void {
    this.set(reply, CART_COOKIE, '', '/', 0);
  }

  /** Named after the order, so that one order's token does not replace another's. */
  setOrder(reply: FastifyReply, orderId: string, token: string): void {
    this.set(reply, orderCookie(orderId), token, '/', 90 * DAY_S);
  }

  setRefresh(reply: FastifyReply, token: string, maxAgeS: number): void {
    this.set(reply, REFRESH_COOKIE, token, '/api/v1/auth', maxAgeS);
  }

  clearRefresh(reply: FastifyReply): void {
    this.set(reply, REFRESH_COOKIE, '', '/api/v1/auth', 0);
  }

  private set(reply: FastifyReply, name: string, value: string, path: string, maxAge: number): void {
    reply.setCookie(name, value, { httpOnly: true, sameSite: 'lax', secure: this.isSecure, path, maxAge });
  }
}

export const CART_COOKIE = 'cart_token';
export const REFRESH_COOKIE = 'refresh_token';
export const orderCookie = (orderId: string): string => `order-${orderId}`;
