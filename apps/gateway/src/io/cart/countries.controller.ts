import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { codeInsteadOf } from '@tradepost/addresses';
import { CartServiceDefinition } from '@tradepost/contracts';
import { DomainError } from '@tradepost/decision';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import type { Static } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Param, Query } from '../http/checked.ts';
import { EdgeCached } from '../http/edge-cached.ts';
import { ByCountry, Country, countriesIn, CountrySummary, InLocale, toCountry } from '../shapes/country.ts';
import { list } from '../shapes/shared.ts';

const Countries = list(CountrySummary);

@ApiTags('carts')
@Access('public')
@Controller('countries')
export class CountriesController {
  constructor(
    @InjectGrpc(CartServiceDefinition) private readonly carts: RpcClient<typeof CartServiceDefinition>,
  ) {}

  @Get()
  @EdgeCached()
  @Answers(200, Countries, 'All countries, by their names; delivered says which ones the shop delivers to')
  async list(@Query({ schema: InLocale }) { locale }: InLocale): Promise<Static<typeof Countries>> {
    return { items: countriesIn(locale, await this.destinations()) };
  }

  @Get(':code')
  @EdgeCached()
  @Answers(200, Country, 'A country and what its addresses are made of')
  async get(
    @Param({ schema: ByCountry }) { code }: ByCountry,
    @Query({ schema: InLocale }) { locale }: InLocale,
  ): Promise<Country> {
    const wanted = code.toUpperCase();
    const country = toCountry(wanted, locale, await this.destinations());
    if (country) return country;
    const remedy = `use ${codeInsteadOf(wanted) ?? 'one of GET /countries'}`;
    const detail = `"${code}" is no officially assigned code of ISO 3166-1 alpha-2: ${remedy}.`;
    throw new DomainError('missing', 'country.not_found', detail);
  }

  private async destinations(): Promise<ReadonlySet<string>> {
    return new Set((await this.carts.listDestinations({})).countries);
  }
}
