// awk's main input: the operands one after another, assignments among them made in their turn. As gawk 5.3.

import { Errno } from '../../abi/errno.ts';
import type { Statement } from './ast.ts';
import { Fatal } from './cell.ts';
import { unescapeText } from './lexer.ts';
import type { Runtime } from './runtime.ts';
import { Reader } from './streams.ts';
import { inputValue, toNumber, type Value } from './value.ts';

export class MainInput {
  readonly #runtime: Runtime;
  /** Runs BEGINFILE's and ENDFILE's statements. */
  readonly #perform: (statements: readonly Statement[]) => Promise<void>;
  #reader: Reader | undefined;
  #argument = 1;
  #usedFiles = false;

  constructor(runtime: Runtime, perform: (statements: readonly Statement[]) => Promise<void>) {
    this.#runtime = runtime;
    this.#perform = perform;
  }

  /** The file that is being read. */
  get reader(): Reader | undefined {
    return this.#reader;
  }

  /** The next record, counted; undefined after the last. */
  async next(): Promise<string | undefined> {
    const runtime = this.#runtime;
    for (;;) {
      if (this.#reader === undefined && !(await this.#nextFile())) return undefined;
      let record: string | undefined;
      try {
        record = await this.#reader!.read(runtime.rs);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (error.code !== 'EISDIR') throw new Fatal(`fatal: error reading input file \`${runtime.fileName}': ${error.message}`);
        await runtime.tool.warn(`warning: command line argument \`${runtime.fileName}' is a directory: skipped`);
        runtime.tool.status = 0;
      }
      if (record !== undefined) {
        runtime.nr++;
        runtime.fnr++;
        runtime.global('RT').set(this.#reader!.terminator);
        return record;
      }
      await this.endFile();
    }
  }

  async endFile(): Promise<void> {
    const reader = this.#reader;
    if (reader === undefined) return;
    await this.#perform(this.#runtime.program.endFile);
    if (reader.fd !== 0) await this.#runtime.tool.sys.close(reader.fd);
    this.#reader = undefined;
  }

  /** The next operand: an assignment is made, a file opened. */
  async #nextFile(): Promise<boolean> {
    const runtime = this.#runtime;
    const argv = runtime.global('ARGV').array();
    for (;;) {
      if (this.#argument >= toNumber(runtime.global('ARGC').get())) {
        if (this.#usedFiles) return false;
        this.#usedFiles = true;
        await this.#open('-');
        return true;
      }
      const operand = argv.get(String(this.#argument++));
      const text = operand === undefined ? '' : runtime.text(operand as Value);
      if (text === '') continue;
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(text);
      if (assignment !== null) {
        runtime.global(assignment[1]!).set(inputValue(unescapeText(assignment[2]!)));
        continue;
      }
      this.#usedFiles = true;
      await this.#open(text);
      return true;
    }
  }

  async #open(path: string): Promise<void> {
    const runtime = this.#runtime;
    let fd = 0;
    if (path !== '-' && path !== '/dev/stdin') {
      try {
        fd = await runtime.tool.sys.open(path, { read: true, cloexec: true });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        throw new Fatal(`fatal: cannot open file \`${path}' for reading: ${error.message}`);
      }
    }
    runtime.fileName = path === '-' ? '' : path;
    runtime.global('FILENAME').set(inputValue(runtime.fileName));
    runtime.fnr = 0;
    this.#reader = new Reader(runtime.tool, fd);
    await this.#perform(runtime.program.beginFile);
  }
}
