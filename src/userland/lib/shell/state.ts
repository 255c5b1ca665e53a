// A shell's state: all that its commands share, and the one place that says what a subshell inherits.

import { Errno } from '../../../abi/errno.ts';
import type { Signal } from '../../../abi/signal.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Env, Fd, Pid, Timespec } from '../../../abi/types.ts';
import { toBytes } from '../bytes.ts';
import { ArithmeticError, type ArithmeticVariables, evaluate } from './arithmetic.ts';
import type { Assignment, FunctionDefinition, List, Node, Part } from './ast.ts';
import type { Dialect } from './dialect.ts';
import { JobTable } from './job-table.ts';
import type { Now } from './now.ts';
import { defaultShopts, Options } from './options.ts';
import { exportedFunction } from './print-tree.ts';
import { subscriptText } from './quoting.ts';
import { type Scope, Variables } from './variables.ts';

/** Leaves commands on the way out: not an error, and cheap. */
export class Jump {
  readonly kind: 'break' | 'continue' | 'return' | 'exit' | 'discard';
  readonly status: number;
  /** How many loops a break or continue still leaves. */
  count: number;

  constructor(kind: Jump['kind'], status: number, count = 0) {
    this.kind = kind;
    this.status = status;
    this.count = count;
  }
}

/** A complaint that has not been printed yet, and what it does to the shell. */
export class Complaint extends Error {
  readonly status: number;
  readonly ends: boolean;

  constructor(words: string, status = 1, ends = false) {
    super(words);
    this.status = status;
    this.ends = ends;
  }
}

/** A function or sourced file that is being run. */
export interface Frame {
  kind: 'function' | 'source';
  /** The function's name, or "source". */
  name: string;
  /** The file it was read from. */
  source: string;
  /** The line it was called from. */
  callLine: number;
  scope?: Scope | undefined;
  args: string[];
  /** Traps set to run at its return. */
  returnTrap?: string | undefined;
}

export interface ShellFunction {
  definition: FunctionDefinition;
  source: string;
  exported: boolean;
  readonly: boolean;
  trace: boolean;
}

/** How a text is run. */
export interface TextHow {
  /** The number of its first line. */
  line?: number;
  /** What its syntax errors are called: "eval", "-c", or a file. */
  where?: string;
}

/** The interpreter, as the builtins call it. */
export interface Engine {
  node(shell: Shell, node: Node): Now<number>;
  list(shell: Shell, list: List): Now<number>;
  text(shell: Shell, text: string, how?: TextHow): Promise<number>;
  /** Reads and runs a descriptor or file's commands one by one. */
  file(shell: Shell, path: string, fd: Fd): Promise<number>;
  substitute(shell: Shell, part: Extract<Part, { kind: 'command' }>): Promise<string>;
  processSubstitution(shell: Shell, part: Extract<Part, { kind: 'process' }>): Promise<string>;
  command(shell: Shell, args: string[], how: { functions: boolean; defaultPath?: boolean }): Promise<number>;
  callFunction(shell: Shell, found: ShellFunction, args: string[]): Promise<number>;
  /** Runs what signals that came in ask for. */
  pendingTraps(shell: Shell): Promise<void>;
  /** The escapes of a prompt filled in (\\u, \\w …), as ${x@P} gives them. */
  promptText(shell: Shell, text: string): string;
  isBuiltin(shell: Shell, name: string): boolean;
  builtinNames(shell: Shell): string[];
}

export class Shell {
  /** The handle of the thread it runs on: a subshell's copy gets its own when it starts. */
  sys: Sys;
  readonly dialect: Dialect;
  readonly engine: Engine;
  readonly variables: Variables;
  functions = new Map<string, ShellFunction>();
  aliases = new Map<string, string>();
  options = new Options();
  shopts = defaultShopts();
  disabled = new Set<string>();
  /** $0 and "$@". */
  name: string;
  args: string[] = [];
  /** $? and PIPESTATUS. */
  status = 0;
  /** Statements run since the shell last gave the processor away. */
  steps = 0;
  pipeStatus: number[] = [0];
  /** $!. */
  lastBackground: Pid | undefined;
  /** $$, BASHPID and PPID. */
  pid = 0;
  ownPid = 0;
  parentPid = 0;
  line = 1;
  /** The command being run, for BASH_COMMAND and xtrace. */
  command: Node | undefined;
  frames: Frame[] = [];
  subshellDepth = 0;
  loopDepth = 0;
  /** Conditions being evaluated, where set -e does not count. */
  conditionDepth = 0;
  /** Traps by signal name ("SIGINT") or EXIT, ERR, DEBUG, RETURN. */
  traps = new Map<string, string>();
  /** The traps of the parent, which `trap` in a subshell still lists. */
  inheritedTraps: Map<string, string> | undefined;
  pending: Signal[] = [];
  /** A line is being read at a prompt. */
  reading = false;
  /** A SIGINT came in while a command ran. */
  interrupted = false;
  /** A handler for SIGINT is set while the shell waits. */
  waitsForInterrupt = false;
  runningTrap = false;
  jobs = new JobTable();
  /** Remembered paths of commands. */
  hash = new Map<string, { path: string; hits: number }>();
  interactive = false;
  /** It was started at a prompt, as its subshells know too: messages have no line. */
  prompted = false;
  login = false;
  /** bash -c, and from standard input: letters of "$-". */
  fromString = false;
  fromStdin = false;
  /** The next command is the last: it may take the shell's own process. */
  lastCommand = false;
  now: Timespec = { seconds: 0, nanoseconds: 0 };
  secondsBase = 0;
  randomSeed = 1;
  uid = 0;
  euid = 0;
  gid = 0;
  groups: readonly number[] = [];
  hostName = '';
  homes = new Map<string, string>();
  directoryStack: string[] = [];
  /** Descriptors of process substitutions, closed after the command that used them. */
  openSubstitutions: Fd[] = [];
  /** The process of the last one, which wait waits for too. */
  lastSubstitution: Pid | undefined;
  /** Complaints made where nothing could be printed. */
  notices: string[] = [];
  /** The (…) values among the arguments of declare and its like, by their place. */
  compound = new Map<number, Assignment>();
  traceDepth = 0;
  /** The one command that this process was made for: it need not be cloned again, even with redirections. */
  forkedFor: Node | undefined;
  /** kill ran just now: its job is not asked after before the next prompt, as it would not be dead yet. */
  justKilled = false;
  /** exit has warned of stopped jobs: the next one leaves. */
  warnedOfJobs = false;
  /** The status of the last command substitution of the command being expanded. */
  substitutionStatus: number | undefined;
  getopts: { index: number; offset: number; scope?: Scope | undefined } = { index: 1, offset: 0 };
  builtin: string | undefined;
  /** $_: the last word of the command before. */
  lastArgument = '';
  /** argv[0]. */
  startedAs = '';
  umask = 0o022;
  history: string[] = [];
  historyBase = 1;
  /** The terminal and the shell's own process group, where job control is on. */
  terminal: Fd | undefined;
  group: Pid = 0;
  /** Names the shell whose completions these are: its key in the table of specifications. */
  completions: object = {};
  /** The command that a completion function works for. */
  completing: string | undefined;

  constructor(sys: Sys, dialect: Dialect, engine: Engine, name: string) {
    this.sys = sys;
    this.dialect = dialect;
    this.engine = engine;
    this.name = name;
    this.#arithmetic.posix = dialect.kind === 'dash';
    this.variables = new Variables(
      expression => String(this.evaluate(expression)),
      words => this.notices.push(words),
    );
  }

  /** What a subshell starts with: copies of everything but jobs, and of traps only those that ignore. */
  copy(sys: Sys = this.sys): Shell {
    const copy = new Shell(sys, this.dialect, this.engine, this.name);
    copy.variables.copyFrom(this.variables);
    this.copyDynamics(copy);
    copy.functions = new Map(this.functions);
    copy.aliases = new Map(this.aliases);
    copy.options = this.options.copy();
    copy.shopts = this.shopts.copy();
    copy.disabled = new Set(this.disabled);
    copy.args = this.args.slice();
    copy.status = this.status;
    copy.pipeStatus = this.pipeStatus.slice();
    copy.lastBackground = this.lastBackground;
    copy.pid = this.pid;
    copy.parentPid = this.parentPid;
    copy.line = this.line;
    copy.lastArgument = this.lastArgument;
    copy.startedAs = this.startedAs;
    copy.command = this.command;
    copy.frames = this.frames.map((frame, at) => ({
      ...frame,
      scope: frame.scope && copy.variables.scopes[this.variables.scopes.indexOf(frame.scope)],
      at,
    }));
    copy.subshellDepth = this.subshellDepth + 1;
    copy.loopDepth = this.loopDepth;
    copy.conditionDepth = this.conditionDepth;
    for (const [name, action] of this.traps) {
      if (
        action === '' ||
        (name === 'ERR' && this.options.has('errtrace')) ||
        ((name === 'DEBUG' || name === 'RETURN') && this.options.has('functrace'))
      ) {
        copy.traps.set(name, action);
      }
    }
    copy.inheritedTraps = this.traps.size > 0 ? this.traps : this.inheritedTraps;
    copy.jobs = this.jobs.copyForSubshell();
    copy.hash = new Map(this.hash);
    copy.prompted = this.prompted;
    copy.fromString = this.fromString;
    copy.fromStdin = this.fromStdin;
    copy.now = this.now;
    copy.secondsBase = this.secondsBase;
    copy.randomSeed = (Math.imul(this.randomSeed, 1103515245) + 12345 + this.subshellDepth) & 0x7fffffff;
    copy.uid = this.uid;
    copy.euid = this.euid;
    copy.gid = this.gid;
    copy.groups = this.groups;
    copy.hostName = this.hostName;
    copy.homes = this.homes;
    copy.directoryStack = this.directoryStack.slice();
    copy.getopts = { ...this.getopts };
    copy.umask = this.umask;
    copy.traceDepth = this.traceDepth;
    copy.history = this.history;
    copy.historyBase = this.historyBase;
    copy.group = this.group;
    return copy;
  }

  /** Makes the variables that are made when asked, in a new shell or a copy. */
  installDynamics: (shell: Shell) => void = () => {};

  copyDynamics(copy: Shell): void {
    copy.installDynamics = this.installDynamics;
    this.installDynamics(copy);
    for (const name of copy.variables.dynamic.keys()) if (!this.variables.dynamic.has(name)) copy.variables.dynamic.delete(name);
  }

  promptText(text: string): string {
    return this.engine.promptText(this, text);
  }

  /** Assigns to NAME or NAME[subscript], as read and printf -v do. */
  assignPlace(place: string, value: string): void {
    const found = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(place);
    if (found === null) {
      this.variables.assign(place, value);
      return;
    }
    const [, name, subscript] = found;
    this.variables.assignElement(name!, this.variables.isMap(name!) ? subscriptText(subscript!) : this.index(subscript!), value);
  }

  get env(): Env {
    const env = this.variables.environment();
    for (const [name, found] of this.functions) if (found.exported) env[`BASH_FUNC_${name}%%`] = exportedFunction(found.definition);
    return env;
  }

  /** Arithmetic in this shell. Throws Complaint. */
  evaluate(expression: string): number | bigint {
    try {
      return evaluate(expression, this.#arithmetic);
    } catch (error) {
      if (!(error instanceof ArithmeticError)) throw error;
      const { words, status, ends } = this.dialect.expansion({
        kind: 'arithmetic',
        words: error.message,
        expression: error.expression,
        reason: error.reason,
      });
      throw new Complaint(words, status, ends);
    }
  }

  /** An index into an indexed array, as a number. */
  index(expression: string): number {
    return Number(this.evaluate(expression));
  }

  readonly #arithmetic: ArithmeticVariables = {
    posix: false,
    read: (name, subscript) => {
      if (subscript === undefined) {
        const value = this.variables.get(name);
        if (value === undefined && this.options.nounset) this.#unset(name);
        return value;
      }
      if (subscript === '') throw new Complaint(`${name}[]: bad array subscript`);
      return this.variables.element(name, this.variables.isMap(name) ? subscriptText(subscript) : this.index(subscript));
    },
    write: (name, subscript, value) => {
      if (subscript === undefined) this.variables.assign(name, value);
      else this.variables.assignElement(name, this.variables.isMap(name) ? subscriptText(subscript) : this.index(subscript), value);
    },
  };

  #unset(name: string): never {
    const { words, status, ends } = this.dialect.expansion({ kind: 'unset', name });
    throw new Complaint(words, status, ends);
  }

  /** "bash: line 3: ". */
  prefix(builtin: string | undefined = this.builtin): string {
    const source = this.frames.at(-1)?.source;
    const name = source !== undefined && source !== '' && source !== 'main' && source !== 'environment' ? source : this.name;
    return this.dialect.prefix({ name, line: this.line, interactive: this.prompted && name === this.name, builtin });
  }

  /** Text to a descriptor, all of it; a signal that comes in between does not lose any. */
  async write(fd: Fd, text: string): Promise<void> {
    const bytes = toBytes(text);
    let at = 0;
    while (at < bytes.length) {
      try {
        at += await this.sys.write(fd, at === 0 ? bytes : bytes.subarray(at));
      } catch (error) {
        if (!(error instanceof Errno) || error.code !== 'EINTR') throw error;
      }
    }
  }

  /** A line to standard error; a standard error that cannot be written is let go. */
  async warn(text: string): Promise<void> {
    try {
      await this.write(2, text);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }

  /** "bash: line 3: WORDS" to standard error. */
  complain(words: string): Promise<void> {
    return this.warn(`${this.prefix()}${words}\n`);
  }

  async flushNotices(): Promise<void> {
    const notices = this.notices;
    this.notices = [];
    for (const words of notices) await this.complain(words);
  }

  /** Standard output of the builtin that runs; gives its status. */
  async print(text: string): Promise<number> {
    if (text === '') return 0;
    try {
      await this.write(1, text);
      return 0;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const { kind } = this.dialect;
      if (kind === 'dash') await this.complain(`${this.builtin}: ${this.builtin}: I/O error`);
      else await this.complain(`${kind === 'bash' ? `${this.builtin}: ` : ''}write error: ${error.message}`);
      return 1;
    }
  }

  async refreshClock(): Promise<void> {
    this.now = await this.sys.clockGettime('realtime');
  }
}
