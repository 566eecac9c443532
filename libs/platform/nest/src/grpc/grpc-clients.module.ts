import { type DynamicModule, Inject, Module, type Provider } from '@nestjs/common';
import { type ClientOptions, type RpcClient, RpcClients, type ServiceSpec } from '@tradepost/rpc';

export interface GrpcClientOptions extends ClientOptions {
  readonly definition: ServiceSpec;
  /** The name the service is registered under; by default the second word of its package (`shop.cart.v1` → `cart`). */
  readonly service?: string;
}

const tokenOf = ({ fullName }: ServiceSpec): string => `GrpcClient(${fullName})`;

type Constructor = abstract new (...args: never) => unknown;
type ParameterOf<C, I> = C extends abstract new (...args: infer A) => unknown
  ? I extends keyof A
    ? A[I]
    : never
  : never;

/**
 * `constructor(@InjectGrpc(CartServiceDefinition) private readonly cart: RpcClient<typeof CartServiceDefinition>)`. A
 * parameter of another type does not compile.
 */
export function InjectGrpc<S extends ServiceSpec>(definition: S) {
  return <C extends Constructor, I extends number>(
    target: C,
    key: undefined,
    index: RpcClient<S> extends ParameterOf<C, I> ? I : never,
  ): void => Inject(tokenOf(definition))(target, key, index);
}

@Module({})
export class GrpcClientsModule {
  /** The services that a module calls. */
  static forFeature(clients: readonly (GrpcClientOptions | ServiceSpec)[]): DynamicModule {
    const providers = clients.map((one) => provide('definition' in one ? one : { definition: one }));
    return { module: GrpcClientsModule, providers, exports: providers };
  }
}

function provide({ definition, service, ...options }: GrpcClientOptions): Provider {
  const name = service ?? definition.fullName.split('.')[1] ?? '';
  return {
    provide: tokenOf(definition),
    inject: [RpcClients],
    useFactory: (clients: RpcClients) => clients.get(definition, name, options),
  };
}
