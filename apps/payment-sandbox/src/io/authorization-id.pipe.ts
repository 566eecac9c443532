import { Injectable, type PipeTransform } from '@nestjs/common';
import { normaliseUuid } from '@tradepost/decision';
import { notFound } from '../domain/authorization.ts';

/** Anything that is not a UUID is the id of no authorisation. */
@Injectable()
export class AuthorizationId implements PipeTransform<string, string> {
  transform(text: string): string {
    const id = normaliseUuid(text);
    if (id === undefined) throw notFound();
    return id;
  }
}
