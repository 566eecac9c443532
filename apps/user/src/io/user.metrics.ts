import { Injectable } from '@nestjs/common';
import { DomainError } from '@tradepost/decision';
import { RetryableError } from '@tradepost/errors';
import { Metrics } from '@tradepost/observability';
import { USER_SERIES } from '../user.series.ts';

/** Business metrics; the gRPC transport counts calls and their duration. */
@Injectable()
export class UserMetrics {
  private readonly signIns;
  private readonly registrations;

  constructor(metrics: Metrics) {
    this.signIns = metrics.counter(USER_SERIES.signIns);
    this.registrations = metrics.counter(USER_SERIES.registrations);
  }

  registered(): void {
    this.registrations.inc();
  }

  /** Counts the outcome and returns the result unchanged. */
  async signIn<T>(work: Promise<T>): Promise<T> {
    try {
      const user = await work;
      this.signIns.inc({ outcome: 'ok' });
      return user;
    } catch (error) {
      this.signIns.inc({ outcome: outcomeOf(error) });
      throw error;
    }
  }
}

function outcomeOf(error: unknown): 'wrong_password' | 'locked' | 'error' {
  if (error instanceof DomainError) return 'wrong_password';
  return error instanceof RetryableError && error.reason === 'busy' ? 'locked' : 'error';
}
