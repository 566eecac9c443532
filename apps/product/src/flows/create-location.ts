import { type LocationInput, readLocation } from '../domain/location.ts';
import type { Ids, Location, LocationStore } from './ports.ts';

export class CreateLocation {
  constructor(
    private readonly locations: LocationStore,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError `request.invalid`, `location.code_taken` */
  async run(input: LocationInput): Promise<Location> {
    const location = { ...readLocation(input), id: this.ids.next() };
    await this.locations.add(location);
    return location;
  }
}
