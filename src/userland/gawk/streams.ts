// awk's files and pipes: records read, text written, programs run. As gawk 5.3.

import { Errno } from '../../abi/errno.ts';
import { signalNumber } from '../../abi/signal.ts';
import type { Fd, Pid, Waited } from '../../abi/types.ts';
import { fromBytes } from '../lib/bytes.ts';
import type { Tool } from '../lib/command.ts';
import { CHUNK_BYTES, concat } from '../lib/io.ts';
import { captureShell, spawn, waitFor } from '../lib/run-program.ts';
import { Stdout } from '../lib/stdout.ts';
import { Fatal } from './cell.ts';

/** RS as it is set: its text, and the regular expression where it is more than a character. */
export interface Separator {
  text: string;
  regex: RegExp | undefined;
}

/** Records of a descriptor. */
export class Reader {
  readonly #tool: Tool;
  readonly fd: Fd;
  #text = '';
  #at = 0;
  #held: Uint8Array[] = [];
  #ended = false;
  terminator = '';

  constructor(tool: Tool, fd: Fd) {
    this.#tool = tool;
    this.fd = fd;
  }

  /** The next record without waiting; undefined where it takes a read. */
  ready(rs: Separator): string | undefined {
    if (rs.text !== '\n') return undefined;
    const end = this.#text.indexOf('\n', this.#at);
    if (end < 0) return undefined;
    const record = this.#text.slice(this.#at, end);
    this.#at = end + 1;
    this.terminator = '\n';
    return record;
  }

  /** The next record, undefined at the end. */
  async read(rs: Separator): Promise<string | undefined> {
    for (;;) {
      const found = this.#find(rs);
      if (found !== undefined) {
        const record = this.#text.slice(found.from, found.end);
        this.terminator = this.#text.slice(found.end, found.next);
        this.#at = found.next;
        return record;
      }
      if (this.#ended) break;
      await this.#more();
    }
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    this.terminator = '';
    if (rs.text === '') {
      const paragraph = rest.replace(/^\n+/, '');
      return paragraph === '' ? undefined : paragraph.replace(/\n+$/, '');
    }
    return rest === '' ? undefined : rest;
  }

  #find(rs: Separator): { from: number; end: number; next: number } | undefined {
    const text = this.#text;
    if (rs.text === '') {
      const from = this.#at + /^\n*/.exec(text.slice(this.#at))![0].length;
      const end = text.indexOf('\n\n', from);
      if (end < 0) return undefined;
      const next = end + /^\n+/.exec(text.slice(end))![0].length;
      if (next >= text.length && !this.#ended) return undefined;
      return { from, end, next };
    }
    if (rs.regex === undefined) {
      const end = text.indexOf(rs.text, this.#at);
      return end < 0 ? undefined : { from: this.#at, end, next: end + rs.text.length };
    }
    rs.regex.lastIndex = this.#at;
    const found = rs.regex.exec(text);
    if (found === null || found[0] === '') return undefined;
    const next = found.index + found[0].length;
    // The match may go on in what is not read yet.
    if (next >= text.length && !this.#ended) return undefined;
    return { from: this.#at, end: found.index, next };
  }

  async #more(): Promise<void> {
    const bytes = await this.#tool.sys.read(this.fd, CHUNK_BYTES);
    const rest = this.#text.slice(this.#at);
    this.#at = 0;
    if (bytes.length === 0) {
      this.#ended = true;
      this.#text = rest + (this.#held.length > 0 ? fromBytes(concat(this.#held)) : '');
      this.#held = [];
      return;
    }
    // Whole lines are decoded, so that no character is cut.
    const last = bytes.lastIndexOf(10);
    if (last < 0) {
      this.#held.push(bytes);
      this.#text = rest;
      // A terminal or pipe that sends no newline still is read.
      if (this.#held.length < 2) return;
      this.#text += fromBytes(concat(this.#held));
      this.#held = [];
      return;
    }
    this.#text = rest + fromBytes(concat([...this.#held, bytes.subarray(0, last + 1)]));
    this.#held = last + 1 < bytes.length ? [bytes.subarray(last + 1)] : [];
  }
}

interface Sink {
  kind: 'file' | 'pipe';
  out: Stdout | undefined;
  fd: Fd;
  pid: Pid | undefined;
  name: string;
  append: boolean;
  pending: string[];
}

export class Streams {
  readonly #tool: Tool;
  readonly #sinks = new Map<string, Sink>();
  readonly #readers = new Map<string, { reader: Reader; pid: Pid | undefined }>();

  constructor(tool: Tool) {
    this.#tool = tool;
  }

  /** Text for a file or pipe; it goes out at the next settle. */
  write(kind: '>' | '>>' | '|', name: string, text: string): void {
    if (kind !== '|' && (name === '/dev/stdout' || name === '-')) {
      this.#tool.out.write(text);
      return;
    }
    let sink = this.#sinks.get(name);
    if (sink === undefined) {
      if (name === '') throw new Fatal(`fatal: expression for \`${kind}' redirection has null string value`);
      sink = { kind: kind === '|' ? 'pipe' : 'file', out: undefined, fd: -1, pid: undefined, name, append: kind === '>>', pending: [] };
      this.#sinks.set(name, sink);
    }
    if (sink.out === undefined) sink.pending.push(text);
    else sink.out.write(text);
  }

  /** Whether anything waits to be opened or written. */
  get busy(): boolean {
    return this.#sinks.size > 0;
  }

  /** Opens what was written to, and writes full blocks. */
  async settle(): Promise<void> {
    for (const sink of this.#sinks.values()) {
      if (sink.out === undefined) await this.#open(sink);
      await sink.out!.settle();
    }
  }

  async #open(sink: Sink): Promise<void> {
    const { sys, env } = this.#tool;
    if (sink.name === '/dev/stderr') sink.fd = 2;
    else if (sink.kind === 'file') {
      try {
        sink.fd = await sys.open(
          sink.name,
          { write: true, create: true, append: sink.append, truncate: !sink.append, cloexec: true },
          0o666,
        );
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        throw new Fatal(`fatal: cannot redirect to \`${sink.name}': ${error.message}`);
      }
    } else {
      await this.#tool.out.flush();
      const [readEnd, writeEnd] = await sys.pipe({ cloexec: true });
      sink.pid = await spawn(sys, ['/bin/sh', '-c', sink.name], env, { fds: [[readEnd, 0]] });
      await sys.close(readEnd);
      sink.fd = writeEnd;
    }
    sink.out = new Stdout(sys, 'text', sink.fd);
    if (sink.name === '/dev/stderr') sink.out.unbuffered = true;
    for (const text of sink.pending) sink.out.write(text);
    sink.pending = [];
  }

  /** fflush(): one stream, or all. False where there is no such one. */
  async flush(name: string | undefined): Promise<boolean> {
    await this.settle();
    if (name === undefined || name === '' || name === '/dev/stdout') await this.#tool.out.flush();
    if (name === undefined || name === '') for (const sink of this.#sinks.values()) await sink.out?.flush();
    else {
      const sink = this.#sinks.get(name);
      if (sink === undefined) return name === '/dev/stdout' || name === '/dev/stderr';
      await sink.out?.flush();
    }
    return true;
  }

  /** A file's reader, made at its first use; an Errno where it cannot be. */
  async fileReader(name: string): Promise<Reader | Errno> {
    const known = this.#readers.get(name);
    if (known !== undefined) return known.reader;
    await this.flush(undefined);
    try {
      const fd = name === '-' || name === '/dev/stdin' ? 0 : await this.#tool.sys.open(name, { read: true, cloexec: true });
      const reader = new Reader(this.#tool, fd);
      this.#readers.set(name, { reader, pid: undefined });
      return reader;
    } catch (error) {
      if (error instanceof Errno) return error;
      throw error;
    }
  }

  async commandReader(command: string): Promise<Reader> {
    const known = this.#readers.get(command);
    if (known !== undefined) return known.reader;
    await this.flush(undefined);
    const { pid, fd } = await captureShell(this.#tool.sys, command, this.#tool.env);
    const reader = new Reader(this.#tool, fd);
    this.#readers.set(command, { reader, pid });
    return reader;
  }

  async system(command: string): Promise<number> {
    await this.flush(undefined);
    const pid = await spawn(this.#tool.sys, ['/bin/sh', '-c', command], this.#tool.env);
    return statusOf(await waitFor(this.#tool.sys, pid));
  }

  /** close(): a file 0, a program its status, -1 what is not open. */
  async close(name: string): Promise<number> {
    const { sys } = this.#tool;
    let status = -1;
    const sink = this.#sinks.get(name);
    if (sink !== undefined) {
      if (sink.out === undefined) await this.#open(sink);
      await sink.out!.flush();
      if (sink.fd > 2) await sys.close(sink.fd);
      this.#sinks.delete(name);
      status = sink.pid === undefined ? 0 : statusOf(await waitFor(sys, sink.pid));
    }
    const source = this.#readers.get(name);
    if (source !== undefined) {
      if (source.reader.fd !== 0) await sys.close(source.reader.fd);
      this.#readers.delete(name);
      status = source.pid === undefined ? 0 : statusOf(await waitFor(sys, source.pid));
    }
    return status;
  }

  async closeAll(): Promise<void> {
    await this.flush(undefined);
    for (const name of [...this.#sinks.keys(), ...this.#readers.keys()]) await this.close(name);
  }
}

const statusOf = (waited: Extract<Waited, { how: 'exited' | 'killed' }>): number =>
  waited.how === 'exited' ? waited.status : 256 + signalNumber(waited.signal);
