// How a command of docker ends badly. As docker-cli 28.5.2's cli.StatusError.

/** Prints the message, where there is one, and ends with the status. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number, message = '') {
    super(message);
    this.status = status;
  }
}

/** A mistake on the command line, with the lines that docker adds to it. */
export class UsageError extends StatusError {
  constructor(words: string, usage: string, path: string, how: { status?: number; verb?: string } = {}) {
    super(how.status ?? 1, `${words}\n\nUsage:  ${usage}\n\n${how.verb ?? 'Run'} '${path} --help' for more information`);
  }
}
