import { v7 as uuidv7 } from 'uuid';
import { ConsulRegistration } from './consul/consul-registration.ts';
import { localAgent, noLog, type RegistryOptions } from './drivers.ts';
import { NoRegistration, type Registration } from './registration.ts';

export interface CreateRegistrationOptions extends RegistryOptions {
  readonly service: string;
  /** The address for callers and for Consul's health check. */
  readonly host: string;
  /** Of gRPC; undefined: the process serves none, so that it is registered for monitoring only. */
  readonly port?: number | undefined;
  /** The port of `/metrics`, for `opsTargets`. */
  readonly opsPort?: number | undefined;
  readonly weight?: number | undefined;
  readonly version?: string | undefined;
  /** Calls need a client certificate; the health check goes to the ops port. */
  readonly needsCertificate?: boolean | undefined;
  /** The service named in the gRPC health check; the whole server when left out. */
  readonly grpcHealth?: string | undefined;
}

/** The registration of this process; a no-op for drivers without registration. */
export function createRegistration(options: CreateRegistrationOptions): Registration {
  const { driver, consulAddr = localAgent, consulToken: token, log = noLog, ...rest } = options;
  const id = `${options.service}-${uuidv7()}`;
  if (driver !== 'consul') return new NoRegistration(id);
  return new ConsulRegistration({ ...rest, id, consulAddr, token, log });
}
