import { Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';

/** Checks what has a schema in its decorator; the refusal names every faulty field. */
@Injectable()
export class RequestPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({
      exceptionFactory: (issues) =>
        new DomainError('invalid', 'request.invalid', `${issues.map(({ message }) => message).join('; ')}.`),
    });
  }
}
