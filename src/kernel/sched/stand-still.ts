// What a system call's body throws when the outside has to bring something first: the whole world stands still until it is there, then the
// body is run again from its start, before anything else. So a fetch changes nothing about the order of events.

export class StandStill {
  readonly until: Promise<unknown>;

  /** The promise is not looked at: whoever made it keeps its value or its error where the body's next run finds it. */
  constructor(until: Promise<unknown>) {
    this.until = until;
  }
}
