// Running a sed script over its input. As GNU sed 4.9's execute.c.

import { Errno } from '../../abi/errno.ts';
import { fromBytes } from '../lib/bytes.ts';
import type { Tool } from '../lib/command.ts';
import { readAll } from '../lib/io.ts';
import { singleLines } from '../lib/lines.ts';
import type { Input } from './input.ts';
import { type Output, WriteFiles } from './output.ts';
import { expandReplacement } from './replacement.ts';
import { type Address, type Command, ScriptError, type Substitution } from './script.ts';
import { visible } from './visible.ts';

export interface RunOptions {
  quiet: boolean;
  unbuffered: boolean;
  wrap: number;
  end: string;
  /** Where output goes: it changes with the file where -i is set. */
  output: () => Output;
}

type Appended = { kind: 'text'; text: string } | { kind: 'file'; path: string } | { kind: 'line'; line: string; ended: boolean };
/** What a command asks of the cycle. */
type Next = 'on' | 'end' | 'delete' | 'restart' | 'quit' | 'quit-silently';

export class Runner {
  readonly #tool: Tool;
  readonly #script: readonly Command[];
  readonly #input: Input;
  readonly #options: RunOptions;
  readonly #files = new WriteFiles();
  readonly #readers = new Map<string, AsyncGenerator<{ line: string; ended: boolean }> | undefined>();
  #pattern = '';
  #hold = '';
  #appended: Appended[] = [];
  #substituted = false;
  #lastRegex: RegExp | undefined;
  #at = 0;
  status = 0;

  constructor(tool: Tool, script: readonly Command[], input: Input, options: RunOptions) {
    this.#tool = tool;
    this.#script = script;
    this.#input = input;
    this.#options = options;
  }

  async run(): Promise<void> {
    const written = this.#script.flatMap(({ name, text, substitution }) =>
      name === 'w' || name === 'W' ? [text] : substitution?.file === undefined ? [] : [substitution.file],
    );
    await this.#files.open(this.#tool, written, this.#options.output(), this.#options.end);
    const input = this.#input;
    let restart = false;
    for (;;) {
      if (!restart) {
        if (!input.ready) {
          await this.#settle();
          if (!(await input.fill())) break;
        }
        this.#pattern = input.take();
      }
      const next = await this.#cycle();
      restart = next === 'restart';
      if (next !== 'delete' && next !== 'quit-silently' && next !== 'restart' && !this.#options.quiet) this.#print();
      if (this.#appended.length > 0) await this.#dumpAppended();
      if (this.#options.unbuffered) await this.#settle();
      if (next === 'quit' || next === 'quit-silently') {
        await this.#restOfFile();
        break;
      }
    }
    await input.finishFile();
    await this.#files.flush();
    await this.#options.output().flush();
  }

  /** With -i, what a q leaves unread stays in the file. */
  async #restOfFile(): Promise<void> {
    if (!this.#tool.has('-i')) return;
    const { text, ended } = await this.#input.rest();
    if (text !== '') this.#options.output().line(text, ended);
  }

  async #settle(): Promise<void> {
    await this.#options.output().settle();
  }

  #print(): void {
    this.#options.output().line(this.#pattern, this.#input.ended);
  }

  async #cycle(): Promise<Next> {
    const script = this.#script;
    this.#substituted = false;
    for (this.#at = 0; this.#at < script.length; ) {
      const command = script[this.#at++]!;
      let selected = true;
      if (command.from !== undefined) {
        const chosen = this.#selectedNow(command);
        selected = chosen ?? (await this.#selectedLater(command));
      }
      if (selected === command.inverted) {
        if (command.name === '{') this.#at = command.target;
        continue;
      }
      const simple = this.#simple(command);
      if (simple === 'on') continue;
      const next = simple ?? (await this.#slow(command));
      if (next !== 'on') return next;
    }
    return 'end';
  }

  #regex(regex: RegExp | undefined): RegExp {
    const used = regex ?? this.#lastRegex;
    if (used === undefined) throw new ScriptError('-e expression #1, char 0: no previous regular expression', 1);
    this.#lastRegex = used;
    used.lastIndex = 0;
    return used;
  }

  /** One address; undefined where the answer takes a look at the input. */
  #matches(address: Address): boolean | undefined {
    const { line } = this.#input;
    if (address.kind === 'line') return line === address.line;
    if (address.kind === 'regex') return this.#regex(address.regex).test(this.#pattern);
    if (address.kind === 'step') return line >= address.first && (line - address.first) % address.step === 0;
    if (address.kind === 'last') return this.#input.ready ? false : undefined;
    return false;
  }

  #selectedNow(command: Command): boolean | undefined {
    const { from, to } = command;
    if (to === undefined) return this.#matches(from!);
    if (from!.kind === 'last' || to.kind === 'last') return undefined;
    return this.#inRange(
      command,
      from!.kind === 'line' && from!.line === 0 ? false : this.#matches(from!) === true,
      address => this.#matches(address) === true,
    );
  }

  async #selectedLater(command: Command): Promise<boolean> {
    const { from, to } = command;
    const last = await this.#input.isLast();
    const matches = (address: Address): boolean => (address.kind === 'last' ? last : this.#matches(address) === true);
    return to === undefined ? matches(from!) : this.#inRange(command, matches(from!), matches);
  }

  #inRange(command: Command, starts: boolean, matches: (address: Address) => boolean): boolean {
    const { from, to } = command;
    const { line } = this.#input;
    if (from!.kind === 'line' && from!.line === 0 && line === 1 && !command.active) {
      command.active = !matches(to!);
      return true;
    }
    if (!command.active) {
      if (!starts) return false;
      if (to!.kind === 'line') command.active = line < to!.line;
      else if (to!.kind === 'plus' || to!.kind === 'multiple') {
        command.endLine = to!.kind === 'plus' ? line + to!.count : to!.count === 0 ? line : Math.ceil(line / to!.count) * to!.count;
        command.active = line < command.endLine;
      } else command.active = !(to!.kind === 'last' && matches(to!));
      return true;
    }
    if (to!.kind === 'line') {
      // A line beyond the range's end is in it only where the range began at it.
      if (line >= to!.line) command.active = false;
      return line <= to!.line || (from!.kind === 'regex' && starts);
    }
    if (to!.kind === 'plus' || to!.kind === 'multiple') {
      if (line >= command.endLine) command.active = false;
      return true;
    }
    if (matches(to!)) command.active = false;
    return true;
  }

  /** The commands that need no system call; undefined for the others. */
  #simple(command: Command): Next | undefined {
    switch (command.name) {
      case '{':
        return 'on';
      case 's':
        return this.#substitute(command.substitution!);
      case 'p':
        this.#print();
        return 'on';
      case 'd':
        return 'delete';
      case 'D':
        return this.#deleteFirst();
      case 'P':
        this.#options.output().line(this.#pattern.split('\n', 1)[0]!, true);
        return 'on';
      case 'h':
        this.#hold = this.#pattern;
        return 'on';
      case 'H':
        this.#hold += `\n${this.#pattern}`;
        return 'on';
      case 'g':
        this.#pattern = this.#hold;
        return 'on';
      case 'G':
        this.#pattern += `\n${this.#hold}`;
        return 'on';
      case 'x':
        [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
        return 'on';
      case 'y':
        this.#pattern = Array.from(this.#pattern, char => command.table!.get(char) ?? char).join('');
        return 'on';
      case 'z':
        this.#pattern = '';
        return 'on';
      default:
        return this.#control(command);
    }
  }

  #control(command: Command): Next | undefined {
    const output = this.#options.output();
    switch (command.name) {
      case 'b':
        this.#at = command.target;
        return 'on';
      case 't':
      case 'T':
        if (this.#substituted === (command.name === 't')) this.#at = command.target;
        this.#substituted = false;
        return 'on';
      case 'a':
        this.#appended.push({ kind: 'text', text: command.text });
        return 'on';
      case 'i':
        output.text(command.text);
        return 'on';
      case 'c':
        if (command.to === undefined || command.inverted || !command.active) output.text(command.text);
        return 'delete';
      case 'r':
        this.#appended.push({ kind: 'file', path: command.text });
        return 'on';
      case '=':
        output.text(`${this.#input.line}\n`);
        return 'on';
      case 'F':
        output.text(`${this.#input.path}\n`);
        return 'on';
      case 'l':
        output.text(`${visible(this.#pattern, command.number ?? this.#options.wrap)}\n`);
        return 'on';
      case 'v':
        return 'on';
      case 'q':
      case 'Q':
        this.status = command.number ?? 0;
        return command.name === 'q' ? 'quit' : 'quit-silently';
      case 'w':
        this.#files.get(command.text).line(this.#pattern, this.#input.ended);
        return 'on';
      case 'W':
        this.#files.get(command.text).line(this.#pattern.split('\n', 1)[0]!, true);
        return 'on';
      default:
        return undefined;
    }
  }

  /** n, N and R: they read. */
  async #slow(command: Command): Promise<Next> {
    const input = this.#input;
    if (command.name === 'R') {
      await this.#queueLine(command.text);
      return 'on';
    }
    if (!input.ready && !(await input.fill(this.#tool.has('-i', '-s')))) {
      // Without a next line, GNU's N and n end as if the script did.
      return command.name === 'N' && this.#tool.has('--posix') ? 'quit-silently' : (await this.#lastOfAll()) ? 'quit' : 'end';
    }
    if (command.name === 'n') {
      if (!this.#options.quiet) this.#print();
      await this.#dumpAppended();
      this.#pattern = input.take();
    } else {
      await this.#dumpAppended();
      this.#pattern += `${this.#options.end}${input.take()}`;
    }
    return 'on';
  }

  async #lastOfAll(): Promise<boolean> {
    return !this.#tool.has('-i', '-s');
  }

  #deleteFirst(): Next {
    const newline = this.#pattern.indexOf('\n');
    if (newline < 0) return 'delete';
    this.#pattern = this.#pattern.slice(newline + 1);
    return 'restart';
  }

  #substitute(substitution: Substitution): Next {
    const regex = this.#regex(substitution.regex);
    const subject = this.#pattern;
    let match = regex.exec(subject);
    if (match === null) return 'on';
    let result = '';
    let from = 0;
    let count = 0;
    let replaced = false;
    let previousEnd = -1;
    while (match !== null) {
      const end = match.index + match[0].length;
      // An empty match right after another one is none.
      if (!(match[0] === '' && match.index === previousEnd)) {
        count++;
        if (count >= substitution.number) {
          result += subject.slice(from, match.index) + expandReplacement(substitution.pieces, match);
          from = end;
          replaced = true;
          if (!substitution.global) break;
        }
      }
      previousEnd = end;
      if (match[0] !== '') regex.lastIndex = end;
      else {
        if (end >= subject.length) break;
        regex.lastIndex = end + (subject.codePointAt(end)! > 0xffff ? 2 : 1);
      }
      match = regex.exec(subject);
    }
    if (!replaced) return 'on';
    this.#pattern = result + subject.slice(from);
    this.#substituted = true;
    if (substitution.print) this.#print();
    if (substitution.file !== undefined) this.#files.get(substitution.file).line(this.#pattern, this.#input.ended);
    return 'on';
  }

  async #dumpAppended(): Promise<void> {
    const appended = this.#appended;
    this.#appended = [];
    const output = this.#options.output();
    for (const item of appended) {
      if (item.kind === 'text') output.text(item.text);
      else if (item.kind === 'line') output.line(item.line, item.ended);
      else output.text(await this.#contents(item.path));
    }
  }

  async #contents(path: string): Promise<string> {
    await this.#files.flush();
    try {
      const fd = path === '/dev/stdin' ? 0 : await this.#tool.sys.open(path, { read: true });
      const text = fromBytes(await readAll(this.#tool.sys, fd));
      if (fd !== 0) await this.#tool.sys.close(fd);
      return text;
    } catch (error) {
      if (error instanceof Errno) return '';
      throw error;
    }
  }

  async #queueLine(path: string): Promise<void> {
    if (!this.#readers.has(path)) {
      try {
        const fd = await this.#tool.sys.open(path, { read: true });
        this.#readers.set(path, singleLines(this.#tool.sys, fd));
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        this.#readers.set(path, undefined);
      }
    }
    const next = await this.#readers.get(path)?.next();
    if (next !== undefined && next.done !== true) this.#appended.push({ kind: 'line', ...next.value });
  }
}
