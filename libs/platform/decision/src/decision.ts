/** The result of a domain rule: the next state and the events to publish. */
export interface Decision<State, Event> {
  readonly state: State;
  readonly events: readonly Event[];
  /** False: nothing to save, nothing to publish. */
  readonly isChanged: boolean;
}

/** The state becomes `state`; `events` are published. */
export function changed<State, Event = never>(state: State, ...events: Event[]): Decision<State, Event> {
  return { state, events, isChanged: true };
}

/** The state is unchanged. */
export function unchanged<State>(state: State): Decision<State, never> {
  return { state, events: [], isChanged: false };
}
