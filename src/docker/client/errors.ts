// What can go wrong between the client and the daemon, in the words of moby's client 28.5.2.

/** The daemon answered with an error. */
export class ApiError extends Error {
  readonly status: number;
  /** The daemon's message alone. */
  readonly detail: string;

  constructor(status: number, detail: string) {
    super(`Error response from daemon: ${detail}`);
    this.status = status;
    this.detail = detail;
  }
}

/** Nobody answers at the daemon's address. */
export class ConnectionFailed extends Error {
  constructor(host: string) {
    super(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`);
  }
}

/** The connection could not be made for another reason, or broke. */
export class RequestFailed extends Error {}
