import type {
  AfterSaleServiceDefinition,
  CartServiceDefinition,
  OperationsServiceDefinition,
  OrderServiceDefinition,
  PaymentServiceDefinition,
  ProductServiceDefinition,
  ReconciliationServiceDefinition,
  SagaServiceDefinition,
  UserServiceDefinition,
} from '@tradepost/contracts';
import { currentContext } from '@tradepost/observability';
import type { RpcClient, RpcClients, ServiceSpec } from '@tradepost/rpc';

/** Methods of the services behind the gateway that a spec answers itself. */
export interface FakeServices {
  AfterSaleService?: Partial<RpcClient<typeof AfterSaleServiceDefinition>>;
  CartService?: Partial<RpcClient<typeof CartServiceDefinition>>;
  OperationsService?: Partial<RpcClient<typeof OperationsServiceDefinition>>;
  OrderService?: Partial<RpcClient<typeof OrderServiceDefinition>>;
  PaymentService?: Partial<RpcClient<typeof PaymentServiceDefinition>>;
  ProductService?: Partial<RpcClient<typeof ProductServiceDefinition>>;
  ReconciliationService?: Partial<RpcClient<typeof ReconciliationServiceDefinition>>;
  SagaService?: Partial<RpcClient<typeof SagaServiceDefinition>>;
  UserService?: Partial<RpcClient<typeof UserServiceDefinition>>;
}

export interface Call {
  /** `CartService.addLine` */
  readonly method: string;
  readonly request: unknown;
  readonly options: unknown;
  /** Of the request that made the call. */
  readonly traceId: string | undefined;
  readonly signal: AbortSignal | undefined;
}

type Method = (request: unknown, options?: unknown) => Promise<unknown>;

/** Clients that ask `services` at the time of the call; what is not faked rejects. */
export function fakeClients(services: FakeServices): { clients: RpcClients; calls: Call[] } {
  const calls: Call[] = [];
  const methodOf =
    (service: string, method: string): Method =>
    (request, options) => {
      const { traceId, signal } = currentContext() ?? {};
      calls.push({ method: `${service}.${method}`, request, options, traceId, signal });
      const fake = (services as Record<string, Record<string, Method> | undefined>)[service]?.[method];
      return fake?.(request, options) ?? Promise.reject(new Error(`${service}.${method} is not faked`));
    };
  const get = ({ fullName, methods }: ServiceSpec): object => {
    const service = fullName.split('.').at(-1) ?? '';
    return Object.fromEntries(Object.keys(methods).map((method) => [method, methodOf(service, method)]));
  };
  return { clients: { get, services: () => [], warmUp() {}, close() {} } as unknown as RpcClients, calls };
}
