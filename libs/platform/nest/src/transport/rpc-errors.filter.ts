import { type ArgumentsHost, Catch, ForbiddenException } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import { RpcException } from '@nestjs/microservices';
import { DomainError } from '@tradepost/decision';
import { throwError } from 'rxjs';

/**
 * Passes what a handler throws to its transport unchanged: the transport maps it to a status. Nest itself would replace
 * everything that is no `RpcException` by "Internal server error". Errors of HTTP routes are answered as Nest does.
 */
@Catch()
export class RpcErrorsFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'rpc') return super.catch(error, host);
    return throwError(() => toDomainError(error));
  }
}

/** A guard that refuses makes Nest throw one of these. */
function toDomainError(error: unknown): unknown {
  const isRefusal =
    error instanceof ForbiddenException ||
    (error instanceof RpcException && error.message === 'Forbidden resource');
  return isRefusal ? new DomainError('forbidden', 'auth.forbidden', 'This caller may not do this.') : error;
}
