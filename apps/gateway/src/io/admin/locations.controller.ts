import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ProductServiceDefinition } from '@tradepost/contracts';
import { LOCATION } from '@tradepost/contracts/limits';
import { InjectGrpc } from '@tradepost/nest';
import type { RpcClient } from '@tradepost/rpc';
import { type Static, Type } from 'typebox';
import { Access } from '../http/access.ts';
import { Answers } from '../http/answers.ts';
import { Body } from '../http/checked.ts';
import { type StaffWrite, WriteOfStaff } from '../http/parameters.ts';
import { shape } from '../http/schema.ts';
import { list, words } from '../shapes/shared.ts';
import { present } from '../shapes/shared-mapping.ts';
import { Location, Priority, toLocation } from '../shapes/stock.ts';

const Locations = list(Location);
const NewLocation = shape({
  code: Type.String({ pattern: `^[a-z0-9-]{1,${LOCATION.code}}$` }),
  name: words(LOCATION.name),
  priority: Type.Optional(Priority),
});
type NewLocation = Static<typeof NewLocation>;

/** Where stock is kept. */
@ApiTags('admin')
@Access('staff')
@Controller('admin/locations')
export class LocationsController {
  constructor(
    @InjectGrpc(ProductServiceDefinition)
    private readonly products: RpcClient<typeof ProductServiceDefinition>,
  ) {}

  @Get()
  @Answers(200, Locations, 'Stock locations, in the order in which stock is taken')
  async list(): Promise<Static<typeof Locations>> {
    return { items: (await this.products.listLocations({})).items.map(toLocation) };
  }

  @Post()
  @Answers(201, Location, 'Creates a stock location')
  async create(
    @Body({ schema: NewLocation }) { code, name, priority = 0 }: NewLocation,
    @WriteOfStaff() { idempotencyKey, actorId }: StaffWrite,
  ): Promise<Location> {
    const request = { code, name, priority, idempotencyKey, actorId };
    return toLocation(present((await this.products.createLocation(request)).location));
  }
}
