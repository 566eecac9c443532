/** The time, which is an argument of whatever depends on it. */
export abstract class Clock {
  abstract now(): Date;
}

/** New ids. */
export abstract class Ids {
  /** A new UUIDv7: ids grow with time. */
  abstract next(): string;
}
