// The state of a running awk program: variables, the record, patterns, streams. As gawk 5.3.

import type { Tool } from '../lib/command.ts';
import { AWK_SYNTAX, compileEre, RegexError } from '../lib/regex.ts';
import { AwkArray } from './array.ts';
import type { Program } from './ast.ts';
import { Cell, Fatal, HookedCell } from './cell.ts';
import { Random } from './random.ts';
import { AwkRecord, type RecordSettings } from './record.ts';
import { type Separator, Streams } from './streams.ts';
import { inputValue, toBoolean, toNumber, toText, type Value } from './value.ts';

const CACHE_MOST = 500;

export class Runtime {
  readonly tool: Tool;
  readonly program: Program;
  readonly streams: Streams;
  readonly random = new Random();
  readonly globals: Cell[] = [];
  readonly settings: RecordSettings;
  readonly record: AwkRecord;
  seed = 1;
  convfmt = '%.6g';
  ofmt = '%.6g';
  ofs = ' ';
  ors = '\n';
  rs: Separator = { text: '\n', regex: undefined };
  subsep = '\x1c';
  nr = 0;
  fnr = 0;
  /** Seconds since 1970 as the program began, and what systime() needs no wait for. */
  now = 0;
  /** The file in hand, for messages. */
  fileName = '';
  readonly #regexes = new Map<string, RegExp>();

  constructor(tool: Tool, program: Program) {
    this.tool = tool;
    this.program = program;
    this.streams = new Streams(tool);
    this.settings = {
      fs: ' ',
      ofs: ' ',
      convfmt: '%.6g',
      fieldWidths: '',
      fpat: '[^[:space:]]+',
      splitBy: 'fs',
      paragraphs: false,
      ignoreCase: false,
      regex: source => this.regex(source),
    };
    this.record = new AwkRecord(this.settings);
    this.#makeGlobals();
  }

  text(value: Value): string {
    return typeof value === 'string' ? value : toText(value, this.convfmt);
  }

  /** A dynamic regular expression, global, from the cache. */
  regex(source: string): RegExp {
    const key = this.settings.ignoreCase ? `i${source}` : source;
    const known = this.#regexes.get(key);
    if (known !== undefined) return known;
    try {
      const made = compileEre(source, this.settings.ignoreCase ? 'gi' : 'g', AWK_SYNTAX);
      if (this.#regexes.size > CACHE_MOST) this.#regexes.clear();
      this.#regexes.set(key, made);
      return made;
    } catch (error) {
      if (error instanceof RegexError) throw new Fatal(`fatal: invalid regexp: ${error.message}: /${source}/`);
      throw error;
    }
  }

  /** A global by name; made where the program does not know it. */
  global(name: string): Cell {
    let slot = this.program.globals.get(name);
    if (slot === undefined) {
      slot = this.program.globals.size;
      this.program.globals.set(name, slot);
    }
    this.globals[slot] ??= new Cell(name);
    return this.globals[slot]!;
  }

  #hook(name: string, read: () => Value, write: (value: Value) => void): void {
    let slot = this.program.globals.get(name);
    if (slot === undefined) {
      slot = this.program.globals.size;
      this.program.globals.set(name, slot);
    }
    this.globals[slot] = new HookedCell(name, read, write);
  }

  #textHook(name: string, start: string, write: (text: string) => void): void {
    let value: Value = start;
    this.#hook(
      name,
      () => value,
      next => {
        value = next;
        write(this.text(next));
      },
    );
  }

  #makeGlobals(): void {
    const { settings } = this;
    this.#hook(
      'NF',
      () => this.record.count,
      value => void (this.record.count = Math.trunc(toNumber(value))),
    );
    this.#hook(
      'NR',
      () => this.nr,
      value => void (this.nr = toNumber(value)),
    );
    this.#hook(
      'FNR',
      () => this.fnr,
      value => void (this.fnr = toNumber(value)),
    );
    this.#textHook('FS', ' ', text => {
      settings.fs = text;
      settings.splitBy = 'fs';
    });
    this.#textHook('OFS', ' ', text => {
      this.ofs = text;
      settings.ofs = text;
    });
    this.#textHook('ORS', '\n', text => void (this.ors = text));
    this.#textHook('RS', '\n', text => {
      this.rs = { text, regex: text.length > 1 ? this.regex(text) : undefined };
      settings.paragraphs = text === '';
    });
    this.#textHook('CONVFMT', '%.6g', text => {
      this.convfmt = text;
      settings.convfmt = text;
    });
    this.#textHook('OFMT', '%.6g', text => void (this.ofmt = text));
    this.#textHook('SUBSEP', '\x1c', text => void (this.subsep = text));
    this.#textHook('FIELDWIDTHS', '', text => {
      settings.fieldWidths = text;
      settings.splitBy = 'fieldwidths';
    });
    this.#textHook('FPAT', '[^[:space:]]+', text => {
      settings.fpat = text;
      settings.splitBy = 'fpat';
    });
    let ignoreCase: Value = 0;
    this.#hook(
      'IGNORECASE',
      () => ignoreCase,
      value => {
        ignoreCase = value;
        settings.ignoreCase = toBoolean(value);
      },
    );
    for (const [name, value] of Object.entries({
      RSTART: 0,
      RLENGTH: -1,
      RT: '',
      ERRNO: '',
      FILENAME: '',
      TEXTDOMAIN: 'messages',
      BINMODE: 0,
      LINT: 0,
    })) {
      this.global(name).set(value);
    }
    for (const [name, slot] of this.program.globals) this.globals[slot] ??= new Cell(name);
  }

  /** ENVIRON, ARGV and PROCINFO. */
  async fillArrays(operands: readonly string[]): Promise<void> {
    const { sys, env } = this.tool;
    const environ = this.global('ENVIRON').array();
    for (const [name, value] of Object.entries(env)) environ.set(name, inputValue(value));
    const argv = this.global('ARGV').array();
    for (const [at, operand] of ['awk', ...operands].entries()) argv.set(String(at), inputValue(operand));
    this.global('ARGC').set(operands.length + 1);
    const info = this.global('PROCINFO').array();
    const ids = await sys.getids();
    const entries: readonly [string, Value][] = [
      ['version', '5.3.2'],
      ['strftime', '%a %b %e %H:%M:%S %Z %Y'],
      ['platform', 'posix'],
      ['FS', 'FS'],
      ['uid', ids.uid],
      ['euid', ids.euid],
      ['gid', ids.gid],
      ['egid', ids.egid],
      ['pid', await sys.getpid()],
      ['ppid', await sys.getppid()],
      ['pgrpid', await sys.getpgid()],
    ];
    for (const [key, value] of entries) info.set(key, value);
    info.set('identifiers', new AwkArray());
    const time = await sys.clockGettime('realtime');
    this.now = time.seconds;
  }
}
