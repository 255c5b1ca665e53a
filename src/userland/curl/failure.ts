// How a transfer fails: curl's exit codes and words (libcurl-errors(3)).

export class CurlError extends Error {
  readonly code: number;

  constructor(code: number, words: string) {
    super(words);
    this.code = code;
  }
}

/** A mistake of the command line: these lines, with "curl: " before each, and where help is. */
export class UsageFailure extends Error {
  readonly lines: readonly string[];
  readonly code: number;

  constructor(lines: readonly string[], code = 2) {
    super(lines.join('\n'));
    this.lines = lines;
    this.code = code;
  }
}
