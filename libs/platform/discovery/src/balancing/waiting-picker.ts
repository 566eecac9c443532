import { experimental } from '@grpc/grpc-js';

const WAIT: experimental.PickResult = {
  pickResultType: experimental.PickResultType.QUEUE,
  subchannel: null,
  status: null,
  onCallStarted: null,
  onCallEnded: null,
};

/**
 * Lets calls wait for the next picker, up to a number: those that arrive later fail at once. A call that ends while it
 * waits still counts until the next picker, which gRPC asks anew for each waiting call.
 */
export class WaitingPicker implements experimental.Picker {
  private readonly full: experimental.UnavailablePicker;
  private places: number;

  constructor(maxWaiting: number, details: string) {
    this.places = maxWaiting;
    this.full = new experimental.UnavailablePicker({
      details: `${details}; ${maxWaiting} calls wait already`,
    });
  }

  pick(args: experimental.PickArgs): experimental.PickResult {
    if (this.places === 0) return this.full.pick(args);
    this.places -= 1;
    return WAIT;
  }
}
