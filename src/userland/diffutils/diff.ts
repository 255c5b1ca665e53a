// diff: files compared line by line, folders file by file. As GNU diffutils 3.12.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { fromBytes } from '../lib/bytes.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { strftime } from '../lib/dates.ts';
import { folderNames } from '../lib/folder.ts';
import { fnmatch } from '../lib/glob.ts';
import { readAll } from '../lib/io.ts';
import { kindWords } from '../lib/modes.ts';
import { baseName, joinPath } from '../lib/path.ts';
import { compileBre } from '../lib/regex.ts';
import { zoneOf } from '../lib/zones.ts';
import { context, ed, normal, type Side, sideBySide, unified } from './formats.ts';
import { type Change, changesOf } from './hunks.ts';

export default command({
  name: 'diff',
  summary: 'compare FILES line by line',
  usage: '[OPTION]... FILES',
  help: `  -q, --brief                   report only when files differ
  -s, --report-identical-files  report when two files are the same
  -c, -C NUM, --context[=NUM]   output NUM (default 3) lines of copied context
  -u, -U NUM, --unified[=NUM]   output NUM (default 3) lines of unified context
  -e, --ed                      output an ed script
  -y, --side-by-side            output in two columns
  -W, --width=NUM               output at most NUM (default 130) print columns
      --left-column             output only the left column of common lines
      --suppress-common-lines   do not output common lines
      --label LABEL             use LABEL instead of file name and timestamp
  -r, --recursive               recursively compare any subdirectories found
  -N, --new-file                treat absent files as empty
  -x, --exclude=PAT             exclude files that match PAT
  -i, --ignore-case             ignore case differences in file contents
  -b, --ignore-space-change     ignore changes in the amount of white space
  -w, --ignore-all-space        ignore all white space
  -B, --ignore-blank-lines      ignore changes where lines are all blank
  -I, --ignore-matching-lines=RE  ignore changes where all lines match RE
  -a, --text                    treat all files as text
      --color[=WHEN]            color output`,
  short: '0123456789abBcC:dD:eEfF:hHiI:lL:nNpPqrsS:tTuU:vwW:x:X:yZ',
  long: {
    brief: '-q',
    'report-identical-files': '-s',
    context: 'optional',
    unified: 'optional',
    ed: '-e',
    'side-by-side': '-y',
    width: '-W',
    'left-column': 'none',
    'suppress-common-lines': 'none',
    label: '-L',
    recursive: '-r',
    'new-file': '-N',
    exclude: '-x',
    'ignore-case': '-i',
    'ignore-space-change': '-b',
    'ignore-all-space': '-w',
    'ignore-blank-lines': '-B',
    'ignore-trailing-space': '-Z',
    'ignore-matching-lines': '-I',
    'strip-trailing-cr': 'none',
    text: '-a',
    color: 'optional',
    minimal: '-d',
    'no-dereference': 'none',
    'show-c-function': '-p',
    'expand-tabs': '-t',
    'initial-tab': '-T',
  },
  version: 'GNU diffutils) 3.12',
  usageStatus: 2,
  tryText: name => `${name}: Try '${name} --help' for more information.\n`,
  run: diff,
});

async function diff(tool: Tool): Promise<number> {
  for (const option of ['-D', '-F', '-l', '-n', '-p', '-S', '-X'])
    if (tool.has(option)) throw new Failure(`option ${option} is not simulated here`, 2);
  const { operands } = tool;
  if (operands.length < 2) tool.usage(`missing operand after '${operands[0] ?? tool.name}'`);
  if (operands.length > 2) tool.usage(`extra operand '${operands[2]}'`);
  const differ = new Differ(tool);
  return differ.top(operands[0]!, operands[1]!);
}

class Differ {
  readonly #tool: Tool;
  readonly #key: (line: string) => string;
  readonly #ignore: RegExp | undefined;

  constructor(tool: Tool) {
    this.#tool = tool;
    const pattern = tool.value('-I');
    this.#ignore = pattern === undefined ? undefined : compileBre(pattern);
    this.#key = line => {
      let key = line;
      if (tool.has('--strip-trailing-cr')) key = key.replace(/\r$/, '');
      if (tool.has('-w')) key = key.replace(/\s+/g, '');
      else if (tool.has('-b')) key = key.replace(/\s+$/, '').replace(/\s+/g, ' ');
      else if (tool.has('-Z')) key = key.replace(/\s+$/, '');
      return tool.has('-i') ? key.toLowerCase() : key;
    };
  }

  async #stat(path: string): Promise<Stat | undefined> {
    try {
      return path === '-' ? await this.#tool.sys.fstat(0) : await this.#tool.sys.stat(path);
    } catch (error) {
      if (error instanceof Errno && error.code === 'ENOENT' && this.#tool.has('-N')) return undefined;
      await this.#tool.complain(path, error, 2);
      return undefined;
    }
  }

  async top(one: string, two: string): Promise<number> {
    const [a, b] = [await this.#stat(one), await this.#stat(two)];
    if (this.#tool.status === 2) return 2;
    if (a === undefined && b === undefined) throw new Failure(`${one}: No such file or directory`, 2);
    if (a?.kind === 'directory' && b?.kind === 'directory') return this.#folders(one, two);
    // A file against a folder is compared with its namesake in it.
    if (a?.kind === 'directory' && b !== undefined) return this.top(joinPath(one, baseName(two)), two);
    if (b?.kind === 'directory' && a !== undefined) return this.top(one, joinPath(two, baseName(one)));
    return this.#files(one, two, undefined);
  }

  async #names(path: string): Promise<string[]> {
    const excluded = this.#tool.given.filter(({ option }) => option === '-x').map(({ value }) => value!);
    const names = await folderNames(this.#tool.sys, path).catch(async error => {
      if (error instanceof Errno && error.code === 'ENOENT' && this.#tool.has('-N')) return [];
      await this.#tool.complain(path, error, 2);
      return [];
    });
    return names.filter(name => !excluded.some(pattern => fnmatch(pattern, name))).sort();
  }

  async #folders(one: string, two: string): Promise<number> {
    const [left, right] = [new Set(await this.#names(one)), new Set(await this.#names(two))];
    let status = this.#tool.status;
    for (const name of [...new Set([...left, ...right])].sort()) {
      const [a, b] = [joinPath(one, name), joinPath(two, name)];
      if (!this.#tool.has('-N') && left.has(name) !== right.has(name)) {
        this.#tool.out.write(`Only in ${left.has(name) ? one : two}: ${name}\n`);
        status = Math.max(status, 1);
        continue;
      }
      status = Math.max(status, await this.#pair(a, b));
      await this.#tool.out.settle();
    }
    return status;
  }

  async #pair(one: string, two: string): Promise<number> {
    const [a, b] = [await this.#stat(one), await this.#stat(two)];
    const [x, y] = [a ?? b, b ?? a];
    if (x === undefined || y === undefined) return 2;
    if (x.kind === 'directory' && y.kind === 'directory') {
      if (this.#tool.has('-r')) return this.#folders(one, two);
      this.#tool.out.write(`Common subdirectories: ${one} and ${two}\n`);
      return 0;
    }
    if (x.kind !== y.kind) {
      this.#tool.out.write(`File ${one} is a ${kindWords(x.kind, x.sizeBytes)} while file ${two} is a ${kindWords(y.kind, y.sizeBytes)}\n`);
      return 1;
    }
    const flags = this.#tool.argv.slice(1).filter(word => word.startsWith('-') && word !== '-');
    return this.#files(one, two, `diff ${flags.length > 0 ? `${flags.join(' ')} ` : ''}${one} ${two}\n`);
  }

  async #read(path: string): Promise<Uint8Array | undefined> {
    try {
      const fd = path === '-' ? 0 : await this.#tool.sys.open(path, { read: true });
      const bytes = await readAll(this.#tool.sys, fd);
      if (fd !== 0) await this.#tool.sys.close(fd);
      return bytes;
    } catch (error) {
      if (error instanceof Errno && error.code === 'ENOENT' && this.#tool.has('-N')) return new Uint8Array(0);
      await this.#tool.complain(path, error, 2);
      return undefined;
    }
  }

  async #files(one: string, two: string, header: string | undefined): Promise<number> {
    const [first, second] = [await this.#read(one), await this.#read(two)];
    if (first === undefined || second === undefined) return 2;
    const { out } = this.#tool;
    const same = first.length === second.length && first.every((byte, at) => byte === second[at]);
    if (same) {
      if (this.#tool.has('-s')) out.write(`Files ${one} and ${two} are identical\n`);
      if (this.#tool.has('-y')) return this.#show(one, two, await this.#sides(one, two, first, second), [], header);
      return 0;
    }
    if (!this.#tool.has('-a') && (first.includes(0) || second.includes(0))) {
      out.write(this.#tool.has('-q') ? `Files ${one} and ${two} differ\n` : `Binary files ${one} and ${two} differ\n`);
      return 1;
    }
    const sides = await this.#sides(one, two, first, second);
    const changes = this.#changes(sides);
    if (changes.length === 0) return 0;
    if (this.#tool.has('-q')) {
      out.write(`Files ${one} and ${two} differ\n`);
      return 1;
    }
    return this.#show(one, two, sides, changes, header);
  }

  #changes([a, b]: readonly [Side, Side]): Change[] {
    const unended = (side: Side, line: string, at: number): string =>
      !side.ended && at === side.lines.length - 1 && a.ended !== b.ended ? `${line}\0` : line;
    const left = a.lines.map((line, at) => unended(a, line, at));
    const right = b.lines.map((line, at) => unended(b, line, at));
    const changes = changesOf(left, right, this.#key);
    const trivial = (line: string): boolean => (this.#tool.has('-B') && line.trim() === '') || (this.#ignore?.test(line) ?? false);
    if (!this.#tool.has('-B') && this.#ignore === undefined) return changes;
    return changes.filter(({ aFrom, aTo, bFrom, bTo }) => ![...a.lines.slice(aFrom, aTo), ...b.lines.slice(bFrom, bTo)].every(trivial));
  }

  async #sides(one: string, two: string, first: Uint8Array, second: Uint8Array): Promise<[Side, Side]> {
    const labels = this.#tool.given.filter(({ option }) => option === '-L').map(({ value }) => value!);
    const side = async (path: string, bytes: Uint8Array, at: number): Promise<Side> => {
      const text = fromBytes(bytes);
      const lines = text === '' ? [] : text.split('\n');
      const ended = text === '' || text.endsWith('\n');
      if (ended && lines.length > 0) lines.pop();
      const stat = await this.#stat(path);
      const time = stat?.mtime ?? { seconds: 0, nanoseconds: 0 };
      const when = strftime('%Y-%m-%d %H:%M:%S.%N %z', time, zoneOf(this.#tool.env.TZ));
      return { label: labels[at] ?? `${path}\t${when}`, lines, ended };
    };
    return [await side(one, first, 0), await side(two, second, 1)];
  }

  #show(_one: string, _two: string, [a, b]: readonly [Side, Side], changes: readonly Change[], header: string | undefined): number {
    const tool = this.#tool;
    const digits = tool.given
      .filter(({ option }) => /^-\d$/.test(option))
      .map(({ option }) => option[1])
      .join('');
    const lines = Number(tool.value('-U', '-C', '--unified', '--context') ?? (digits === '' ? 3 : digits));
    let text: string;
    if (tool.has('-y')) {
      const how = { left: tool.has('--left-column'), suppress: tool.has('--suppress-common-lines') };
      text = sideBySide(a, b, changes, Number(tool.value('-W') ?? 130), how);
    } else if (tool.has('-u', '-U', '--unified')) text = unified(a, b, changes, lines);
    else if (tool.has('-c', '-C', '--context')) text = context(a, b, changes, lines);
    else text = tool.has('-e') ? ed(b, changes) : normal(a, b, changes);
    tool.out.write((header ?? '') + text);
    return changes.length > 0 ? 1 : 0;
  }
}
