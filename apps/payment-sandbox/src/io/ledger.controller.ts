import { Controller, Get, Query } from '@nestjs/common';
import { Ledger, type LedgerPage } from './ledger.store.ts';
import { LedgerQuery, type Valid } from './request-schemas.ts';

@Controller('ledger')
export class LedgerController {
  constructor(private readonly ledger: Ledger) {}

  @Get()
  page(@Query({ schema: LedgerQuery }) { after }: Valid<typeof LedgerQuery>): Promise<LedgerPage> {
    return this.ledger.page(after);
  }
}
