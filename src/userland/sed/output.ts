// Where sed writes: standard output, the file that -i makes, and those of w. A missing newline at the end of the input stays missing.

import { Errno } from '../../abi/errno.ts';
import type { Tool } from '../lib/command.ts';
import { Failure } from '../lib/command.ts';
import { Stdout } from '../lib/stdout.ts';

export class Output {
  readonly #out: Stdout;
  readonly #end: string;
  #missing = false;

  constructor(out: Stdout, end: string) {
    this.#out = out;
    this.#end = end;
  }

  /** A line, with its end unless the input's last one had none. */
  line(text: string, ended: boolean): void {
    if (this.#missing) this.#out.write(this.#end);
    this.#out.write(ended ? text + this.#end : text);
    this.#missing = !ended;
  }

  /** Text as it is. */
  text(text: string): void {
    if (text === '') return;
    if (this.#missing) this.#out.write(this.#end);
    this.#missing = false;
    this.#out.write(text);
  }

  settle(): Promise<void> | undefined {
    return this.#out.settle();
  }

  flush(): Promise<void> {
    return this.#out.flush();
  }
}

/** The files of w and W, all made before the first line is read. */
export class WriteFiles {
  readonly #files = new Map<string, Output>();

  async open(tool: Tool, paths: Iterable<string>, standard: Output, end: string): Promise<void> {
    for (const path of paths) {
      if (this.#files.has(path)) continue;
      if (path === '/dev/stdout') this.#files.set(path, standard);
      else if (path === '/dev/stderr') this.#files.set(path, new Output(new Stdout(tool.sys, 'text', 2), end));
      else {
        try {
          const fd = await tool.sys.open(path, { write: true, create: true, truncate: true }, 0o666);
          this.#files.set(path, new Output(new Stdout(tool.sys, 'text', fd), end));
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
          throw new Failure(`couldn't open file ${path}: ${error.message}`, 4);
        }
      }
    }
  }

  get(path: string): Output {
    return this.#files.get(path)!;
  }

  async flush(): Promise<void> {
    for (const file of this.#files.values()) await file.flush();
  }
}
