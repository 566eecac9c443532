/** Token of the parsed configuration: `@Inject(CONFIG) config: OrderConfig`. */
export const CONFIG = 'CONFIG';

/** Token of what is created before everything else and closed after it; specs override it. */
export const PLATFORM = 'PLATFORM';
