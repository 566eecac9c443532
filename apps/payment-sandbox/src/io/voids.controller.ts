import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import type { Authorization } from '../domain/authorization.ts';
import { Ledger } from './ledger.store.ts';
import { KeyBody, type Valid } from './request-schemas.ts';

/** By key and not below `/authorizations/{id}`, because the caller may not know whether the authorisation was made. */
@Controller('voids')
export class VoidsController {
  constructor(private readonly ledger: Ledger) {}

  @Post()
  @HttpCode(200)
  void(@Body({ schema: KeyBody }) { key }: Valid<typeof KeyBody>): Promise<Authorization> {
    return this.ledger.void(key);
  }
}
