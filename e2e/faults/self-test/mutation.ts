/** One rule broken in a copy of the source. */
export interface Mutation {
  name: string;
  /** What the broken rule says. */
  rule: string;
  edits: Edit[];
  /** Checks that must see it; one of them is enough. */
  expects: string[];
  /** For rules that only matter when something fails. */
  faults?: { count: number; only: string };
  /** Buyers of one item with a hundred pieces at once. */
  rush?: number;
  /** How long customers shop; for what happens only after a while. */
  seconds?: number;
}

export interface Edit {
  file: string;
  /** Stands exactly once in the file. */
  find: string;
  replace: string;
}
