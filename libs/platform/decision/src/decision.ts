/** What a rule decided: the next state and the events that tell of it. */
export type Decision<State, Event> = {
  readonly state: State;
  readonly events: readonly Event[];
  /** False: nothing to save, nothing to announce. */
  readonly isChanged: boolean;
};

/** The state becomes `state`, announced by `events`. */
export function changed<State, Event = never>(state: State, ...events: Event[]): Decision<State, Event> {
  return { state, events, isChanged: true };
}

/** The state stays as it is. */
export function unchanged<State>(state: State): Decision<State, never> {
  return { state, events: [], isChanged: false };
}
