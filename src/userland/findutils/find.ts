// find: files below folders, by what they are. As GNU findutils 4.11.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { folderEntries } from '../lib/folder.ts';
import { baseName, joinPath } from '../lib/path.ts';
import { type Expression, evaluate, type Finisher, type Globals, type Visit, type Walk } from './expression.ts';
import { parseExpression } from './parse.ts';

export default command({
  name: 'find',
  summary: 'search for files in a directory hierarchy',
  usage: '[-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]',
  run: find,
});

const HELP = (name: string): string => `Usage: ${name} [-H] [-L] [-P] [-Olevel] [-D debugopts] [path...] [expression]

Default path is the current directory; default expression is -print.
Expression may consist of: operators, options, tests, and actions.

Operators (decreasing precedence; -and is implicit where no others are given):
      ( EXPR )   ! EXPR   -not EXPR   EXPR1 -a EXPR2   EXPR1 -and EXPR2
      EXPR1 -o EXPR2   EXPR1 -or EXPR2   EXPR1 , EXPR2

Options:  -depth -daystart -follow -maxdepth LEVELS -mindepth LEVELS -mount
          -regextype TYPE -warn -nowarn -xdev
Tests:    -amin N -anewer FILE -atime N -cmin N -cnewer FILE -ctime N -empty
          -executable -false -fstype TYPE -gid N -group NAME -ilname PATTERN
          -iname PATTERN -inum N -ipath PATTERN -iregex PATTERN -links N
          -lname PATTERN -mmin N -mtime N -name PATTERN -newer FILE
          -newerXY REFERENCE -nogroup -nouser -path PATTERN -perm [-/]MODE
          -readable -regex PATTERN -samefile FILE -size N[bcwkMG] -true
          -type [bcdpflsD] -uid N -used N -user NAME -writable -xtype [bcdpfls]
Actions:  -delete -print0 -printf FORMAT -fprintf FILE FORMAT -print
          -fprint0 FILE -fprint FILE -ls -fls FILE -prune -quit
          -exec COMMAND ; -exec COMMAND {} + -ok COMMAND ;
          -execdir COMMAND ; -execdir COMMAND {} + -okdir COMMAND ;
`;

/** -H, -L, -P, -D and -O come before the paths. */
function leadingOptions(tool: Tool, words: string[]): Globals['follow'] | 'help' | 'version' {
  let follow: Globals['follow'] = 'never';
  while (words.length > 0) {
    const word = words[0]!;
    if (word === '-H') follow = 'arguments';
    else if (word === '-L') follow = 'always';
    else if (word === '-P') follow = 'never';
    else if (word === '-D') {
      words.shift();
      if (words.length === 0) tool.usage('Missing argument after the -D option.');
    } else if (word === '-help' || word === '--help') return 'help';
    else if (word === '-version' || word === '--version') return 'version';
    else if (!/^-O\d?$/.test(word)) {
      if (word === '--') words.shift();
      break;
    }
    words.shift();
  }
  return follow;
}

async function find(tool: Tool): Promise<number> {
  const words = tool.argv.slice(1);
  const follow = leadingOptions(tool, words);
  if (follow === 'help' || follow === 'version') {
    tool.out.write(follow === 'help' ? HELP(tool.name) : 'find (GNU findutils) 4.11.0\n');
    return 0;
  }
  const paths: string[] = [];
  while (words.length > 0 && !/^(-.|[(!),]$)/.test(words[0]!)) paths.push(words.shift()!);
  if (words.includes('-help') || words.includes('--help')) {
    tool.out.write(HELP(tool.name));
    return 0;
  }
  if (words.includes('-version') || words.includes('--version')) {
    tool.out.write('find (GNU findutils) 4.11.0\n');
    return 0;
  }
  const globals: Globals = {
    depthFirst: false,
    mostDepth: Number.POSITIVE_INFINITY,
    leastDepth: 0,
    oneFilesystem: false,
    follow,
    dayStart: false,
    regexType: 'findutils-default',
  };
  const time = await tool.sys.clockGettime('realtime');
  const finishers: Finisher[] = [];
  const state = { tool, words, at: 0, globals, finishers, acted: false, now: time.seconds + time.nanoseconds / 1e9 };
  const parsed = await parseExpression(state);
  const print: Expression = {
    kind: 'test',
    test: (visit, walk) => {
      walk.out.write(`${visit.path}\n`);
      return true;
    },
  };
  const expression: Expression = parsed === undefined ? print : state.acted ? parsed : { kind: 'and', left: parsed, right: print };
  const finder = new Finder(tool, globals, expression);
  for (const path of paths.length > 0 ? paths : ['.']) {
    await finder.start(path);
    if (finder.walk.quit) break;
  }
  for (const finisher of finishers) await finisher.finish(finder.walk);
  if (finder.walk.status > 0) {
    await tool.out.flush();
    throw new Failure('', finder.walk.status);
  }
  return tool.status;
}

class Finder {
  readonly #tool: Tool;
  readonly #globals: Globals;
  readonly #expression: Expression;
  readonly walk: Walk;

  constructor(tool: Tool, globals: Globals, expression: Expression) {
    this.#tool = tool;
    this.#globals = globals;
    this.#expression = expression;
    this.walk = {
      sys: tool.sys,
      prune: false,
      quit: false,
      status: 0,
      out: tool.out,
      warn: async words => {
        this.walk.status = 1;
        await tool.warn(words);
      },
    };
  }

  async start(path: string): Promise<void> {
    await this.#visit(path, path, 0, undefined, []);
  }

  async #statOf(path: string, depth: number): Promise<Stat> {
    const { follow } = this.#globals;
    const follows = follow === 'always' || (follow === 'arguments' && depth === 0);
    try {
      return await this.#tool.sys.stat(path, { nofollow: !follows });
    } catch (error) {
      if (!follows || !(error instanceof Errno) || (error.code !== 'ENOENT' && error.code !== 'ELOOP')) throw error;
      return this.#tool.sys.stat(path, { nofollow: true });
    }
  }

  async #visit(path: string, start: string, depth: number, device: string | undefined, above: readonly string[]): Promise<void> {
    const { walk } = this;
    const globals = this.#globals;
    let stat: Stat;
    try {
      stat = await this.#statOf(path, depth);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return walk.warn(`‘${path}’: ${error.message}`);
    }
    const here = `${stat.dev.major}:${stat.dev.minor}`;
    const id = `${here}:${stat.ino}`;
    const folder = stat.kind === 'directory';
    if (folder && globals.follow === 'always' && above.includes(id)) {
      return walk.warn(`File system loop detected; ‘${path}’ is part of the same file system loop as ‘${start}’.`);
    }
    const name = path === '/' ? '/' : baseName(path);
    const visit: Visit = { path, start, depth, kind: stat.kind, stat, name };
    const elsewhere = globals.oneFilesystem && device !== undefined && device !== here;
    const counted = depth >= globals.leastDepth;
    walk.prune = false;
    if (counted && !globals.depthFirst) await evaluate(this.#expression, visit, walk);
    const pruned = walk.prune;
    if (walk.quit) return;
    if (folder && !pruned && !elsewhere && depth < globals.mostDepth) await this.#below(path, start, depth, device ?? here, [...above, id]);
    if (walk.quit) return;
    if (counted && globals.depthFirst) await evaluate(this.#expression, visit, walk);
    const flushed = (this.#tool.out as { settle(): Promise<void> | undefined }).settle();
    if (flushed !== undefined) await flushed;
  }

  async #below(path: string, start: string, depth: number, device: string, above: readonly string[]): Promise<void> {
    let names: string[];
    try {
      names = (await folderEntries(this.#tool.sys, path)).map(({ name }) => name);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return this.walk.warn(`‘${path}’: ${error.message}`);
    }
    for (const name of names) {
      await this.#visit(joinPath(path, name), start, depth + 1, device, above);
      if (this.walk.quit) return;
    }
  }
}
