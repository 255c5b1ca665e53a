// jq: JSON filtered. As jq 1.8.2.

import { Errno } from '../../abi/errno.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { readText, warn } from '../lib/io.ts';
import { isTerminal } from '../lib/stdout.ts';
import type { Filter } from './ast.ts';
import { BUILTINS } from './builtins.ts';
import { checkNames } from './check.ts';
import { Break, Halt, JqError } from './errors.ts';
import { Evaluator, type World } from './evaluate.ts';
import { Input } from './input.ts';
import { type Json, JsonObject, ParseProblem, truthy } from './json.ts';
import { FilterProblem } from './lexer.ts';
import { type JqOptions, readOptions, USAGE } from './options.ts';
import { parseFilter } from './parser.ts';
import { preludeDefinitions } from './prelude.ts';
import { compact, DEFAULT_COLORS, type PrintStyle, printJson } from './print.ts';
import { Scope } from './scope.ts';

export default command({
  name: 'jq',
  summary: 'commandline JSON processor',
  usage: '[options] <jq filter> [file...]',
  run: jq,
});

const HELP = `jq - commandline JSON processor [version 1.8.2]

Usage:	jq [options] <jq filter> [file...]
	jq [options] --args <jq filter> [strings...]
	jq [options] --jsonargs <jq filter> [JSON_TEXTS...]

Command options:
  -n, --null-input          use \`null\` as the single input value;
  -R, --raw-input           read each line as string instead of JSON;
  -s, --slurp               read all inputs into an array and use it as
                            the single input value;
  -c, --compact-output      compact instead of pretty-printed output;
  -r, --raw-output          output strings without escapes and quotes;
  -j, --join-output         implies -r and output without newline after
                            each output;
  -a, --ascii-output        output strings by only ASCII characters;
  -S, --sort-keys           sort keys of each object on output;
  -C, --color-output        colorize JSON output;
  -M, --monochrome-output   disable colored output;
      --tab                 use tabs for indentation;
      --indent n            use n spaces for indentation (max 7 spaces);
  -f, --from-file           load the filter from a file;
      --arg name value      set $name to the string value;
      --argjson name value  set $name to the JSON value;
      --slurpfile name file set $name to an array of JSON values read
                            from the file;
      --rawfile name file   set $name to string contents of file;
      --args                consume remaining arguments as positional
                            string values;
  -e, --exit-status         set exit status code based on the output;
  -h, --help                show the help;
`;

async function jq(tool: Tool): Promise<number> {
  const options = await readOptions(tool);
  if (options.flags.has('h')) {
    tool.out.write(HELP);
    return 0;
  }
  if (options.flags.has('V')) {
    tool.out.write('jq-1.8.2\n');
    return 0;
  }
  for (const flag of ['stream', 'build']) if (options.flags.has(flag)) throw new Failure(`option --${flag} is not simulated here`, 2);
  const text = await filterText(tool, options);
  const filter = compile(text, options);
  const runner = new Runner(tool, options, filter);
  await runner.prepare(text);
  return runner.run();
}

async function filterText(tool: Tool, options: JqOptions): Promise<string> {
  if (!options.flags.has('f')) {
    if (options.filter !== undefined) return options.filter;
    if ((await isTerminal(tool.sys, 0)) && (await isTerminal(tool.sys, 1))) {
      await warn(tool.sys, `${HELP}${USAGE}\n`);
      throw new Failure('', 2);
    }
    return '.';
  }
  const path = options.filter ?? '';
  try {
    return await readText(tool.sys, path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Failure(`Could not open ${path}: ${error.message}`, 2);
  }
}

/** The filter, or the words of a compile error with the place marked. */
function compile(text: string, options: JqOptions): Filter {
  try {
    const filter = parseFilter(text);
    checkNames(
      filter,
      preludeDefinitions(),
      ['ENV', 'ARGS', '__prog_args', ...options.named.keys()].filter(name => name !== '__prog_args'),
    );
    return filter;
  } catch (error) {
    if (!(error instanceof FilterProblem)) throw error;
    const start = text.lastIndexOf('\n', error.at - 1) + 1;
    const stop = text.indexOf('\n', start);
    const line = text.slice(start, stop < 0 ? undefined : stop);
    const number = text.slice(0, error.at).split('\n').length;
    const marks = '^'.repeat(Math.max(1, error.end - error.at));
    const column = error.at - start;
    throw new Failure(
      `error: ${error.message} at <top-level>, line ${number}, column ${column + 1}:\n    ${line}\n    ${' '.repeat(column)}${marks}\njq: 1 compile error`,
      3,
    );
  }
}

class Runner {
  readonly #tool: Tool;
  readonly #options: JqOptions;
  readonly #filter: Filter;
  readonly #input: Input;
  readonly #evaluator: Evaluator;
  #scope = new Scope();
  #style: PrintStyle | undefined;
  /** Values read ahead for input and inputs. */
  #ahead: Json[] = [];
  #aheadEnd: string | undefined;
  #pending = '';
  #status = 0;
  #last: Json | undefined;

  constructor(tool: Tool, options: JqOptions, filter: Filter) {
    this.#tool = tool;
    this.#options = options;
    this.#filter = filter;
    this.#input = new Input(tool, options.files, options.flags.has('R'));
    const world: World = {
      env: new JsonObject(Object.entries(tool.env)),
      nextInput: () => this.#nextAhead(),
      inputs: () => this.#ahead.splice(0),
      inputFileName: () => this.#input.fileName ?? null,
      inputLine: () => this.#input.line,
      nowSeconds: 0,
      debug: text => void (this.#pending += text),
      named: options.named,
    };
    this.#evaluator = new Evaluator(world, BUILTINS);
  }

  #nextAhead(): Json {
    const value = this.#ahead.shift();
    if (value === undefined) throw new JqError(this.#aheadEnd ?? 'break');
    return value;
  }

  async prepare(text: string): Promise<void> {
    const { flags, indent, named, positional } = this.#options;
    const { sys, env } = this.#tool;
    const colors = flags.has('C') || (!flags.has('M') && (env.NO_COLOR ?? '') === '' && (await isTerminal(sys, 1)));
    const custom = (env.JQ_COLORS ?? '').split(':');
    const palette = DEFAULT_COLORS.map((color, at) =>
      env.JQ_COLORS !== undefined && custom[at] !== undefined && /^[\d;]*$/.test(custom[at]!) && custom[at] !== '' ? custom[at]! : color,
    );
    this.#style = { indent, sort: flags.has('S'), ascii: flags.has('a'), colors: colors ? palette : undefined };
    for (const definition of preludeDefinitions()) this.#scope = this.#scope.with({ kind: 'function', name: definition.name, definition });
    this.#scope = this.#scope.with({
      kind: 'variable',
      name: 'ARGS',
      value: new JsonObject([
        ['positional', positional],
        ['named', named],
      ]),
    });
    for (const [name, value] of named) this.#scope = this.#scope.with({ kind: 'variable', name, value });
    const time = await sys.clockGettime('realtime');
    this.#evaluator.world.nowSeconds = time.seconds + Math.floor(time.nanoseconds / 1000) / 1e6;
    if (/\binputs?\b/.test(text)) await this.#readAhead();
    if (flags.has('u')) this.#tool.out.unbuffered = true;
  }

  async #readAhead(): Promise<void> {
    try {
      for (let value = await this.#input.next(); value !== undefined; value = await this.#input.next()) this.#ahead.push(value);
    } catch (error) {
      if (!(error instanceof ParseProblem)) throw error;
      this.#aheadEnd = error.message;
    }
    this.#usesAhead = true;
  }

  #usesAhead = false;

  async run(): Promise<number> {
    const { flags } = this.#options;
    try {
      if (flags.has('n')) await this.#feed(null);
      else if (flags.has('R') && flags.has('s')) await this.#feed(await this.#input.rest());
      else if (flags.has('s')) await this.#feed(await this.#all());
      else await this.#each();
    } catch (error) {
      if (error instanceof ParseProblem) {
        await this.#tool.warn(`parse error: ${error.message}`);
        this.#status = 5;
      } else if (error instanceof Halt) return this.#halt(error);
      else throw error;
    }
    if (this.#status === 0 && this.#input.status > 0) return this.#input.status;
    if (this.#status === 0 && flags.has('e')) return this.#last === undefined ? 4 : truthy(this.#last) ? 0 : 1;
    return this.#status;
  }

  async #next(): Promise<Json | undefined> {
    if (!this.#usesAhead) return this.#input.next();
    if (this.#ahead.length === 0 && this.#aheadEnd !== undefined) throw new ParseProblem(this.#aheadEnd);
    return this.#ahead.shift();
  }

  async #all(): Promise<Json[]> {
    const values: Json[] = [];
    for (let value = await this.#next(); value !== undefined; value = await this.#next()) values.push(value);
    return values;
  }

  async #each(): Promise<void> {
    for (let value = await this.#next(); value !== undefined; value = await this.#next()) await this.#feed(value);
  }

  async #feed(value: Json): Promise<void> {
    const { out } = this.#tool;
    const { flags } = this.#options;
    try {
      for (const result of this.#evaluator.values(this.#filter, value, this.#scope)) {
        if (this.#pending !== '') await this.#flushDebug();
        this.#last = result;
        const raw = typeof result === 'string' && (flags.has('r') || flags.has('j') || flags.has('0'));
        if (flags.has('seq')) out.write('\x1e');
        out.write((raw ? (result as string) : printJson(result, this.#style!)) + (flags.has('j') ? '' : flags.has('0') ? '\0' : '\n'));
        await out.settle();
      }
      if (this.#pending !== '') await this.#flushDebug();
    } catch (error) {
      if (this.#pending !== '') await this.#flushDebug();
      if (!(error instanceof JqError || error instanceof Break || error instanceof RangeError)) throw error;
      this.#status = 5;
      await this.#tool.warn(this.#words(error));
    }
  }

  #words(error: JqError | Break | RangeError): string {
    const place = `error (at ${this.#options.flags.has('n') && !this.#usesAhead ? '<unknown>' : this.#input.place})`;
    if (error instanceof Break) return `${place}: break`;
    if (error instanceof RangeError) return `${place}: the filter goes too deep`;
    return typeof error.value === 'string' ? `${place}: ${error.value}` : `${place} (not a string): ${compact(error.value)}`;
  }

  async #flushDebug(): Promise<void> {
    await this.#tool.out.flush();
    await warn(this.#tool.sys, this.#pending);
    this.#pending = '';
  }

  async #halt({ status, value }: Halt): Promise<number> {
    await this.#tool.out.flush();
    if (value !== undefined) await warn(this.#tool.sys, typeof value === 'string' ? value : `${compact(value)}\n`);
    return status;
  }
}
