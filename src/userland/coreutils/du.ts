// du: the space that files take. As GNU coreutils 9.10.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { command, type Tool } from '../lib/command.ts';
import { folderNames } from '../lib/folder.ts';
import { fnmatch } from '../lib/glob.ts';
import { baseName, joinPath } from '../lib/path.ts';
import { quote, quoteAlways } from '../lib/quote.ts';
import { type BlockSize, parseBlockSize, parseSize, printBlocks } from '../lib/sizes.ts';

export default command({
  name: 'du',
  summary: 'summarize device usage of the set of FILEs, recursively for directories',
  usage: '[OPTION]... [FILE]...\n[OPTION]... --files0-from=F',
  help: `  -0, --null            end each output line with NUL, not newline
  -a, --all             write counts for all files, not just directories
      --apparent-size   print apparent sizes rather than device usage
  -B, --block-size=SIZE  scale sizes by SIZE before printing them
  -b, --bytes           equivalent to '--apparent-size --block-size=1'
  -c, --total           produce a grand total
  -D, --dereference-args  dereference only symlinks that are listed on the
                          command line
  -d, --max-depth=N     print the total for a directory (or file, with --all)
                          only if it is N or fewer levels below the argument
  -h, --human-readable  print sizes in human readable format (e.g., 1K 234M 2G)
      --inodes          list inode usage information instead of block usage
  -k                    like --block-size=1K
  -L, --dereference     dereference all symbolic links
  -l, --count-links     count sizes many times if hard linked
  -m                    like --block-size=1M
  -S, --separate-dirs   for directories do not include size of subdirectories
      --si              like -h, but use powers of 1000 not 1024
  -s, --summarize       display only a total for each argument
  -t, --threshold=SIZE  exclude entries smaller than SIZE if positive
  -x, --one-file-system  skip directories on different file systems
      --exclude=PATTERN  exclude files that match PATTERN`,
  short: '0abd:chHklmst:xB:DLPSX:',
  long: {
    all: '-a',
    'apparent-size': 'none',
    'block-size': '-B',
    bytes: '-b',
    'count-links': '-l',
    dereference: '-L',
    'dereference-args': '-D',
    exclude: 'required',
    'exclude-from': '-X',
    'files0-from': 'required',
    'human-readable': '-h',
    inodes: 'none',
    si: 'none',
    'max-depth': '-d',
    null: '-0',
    'no-dereference': '-P',
    'one-file-system': '-x',
    'separate-dirs': '-S',
    summarize: '-s',
    total: '-c',
    threshold: '-t',
    time: 'optional',
    'time-style': 'required',
  },
  run: du,
});

interface Options {
  size: BlockSize;
  apparent: boolean;
  inodes: boolean;
  depth: number;
  threshold: number;
  end: string;
  exclude: string[];
}

function readOptions(tool: Tool): Options {
  for (const option of ['-X', '--files0-from', '--time', '--time-style'])
    if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const option = tool.last('-b', '-h', '-k', '-m', '-B', '--si');
  const sizes: Readonly<Record<string, BlockSize>> = {
    '-b': { unitBytes: 1, suffix: '' },
    '-h': { unitBytes: 0, human: 1024, suffix: '' },
    '--si': { unitBytes: 0, human: 1000, suffix: '' },
    '-m': { unitBytes: 1048576, suffix: '' },
  };
  let size: BlockSize = (option === undefined ? undefined : sizes[option]) ?? { unitBytes: 1024, suffix: '' };
  if (option === '-B') size = parseBlockSize(tool.value('-B')!) ?? tool.fail(`invalid -B argument '${tool.value('-B')}'`);
  if (option === undefined && tool.env.POSIXLY_CORRECT !== undefined) size = { unitBytes: 512, suffix: '' };
  const depthText = tool.value('-d');
  if (depthText !== undefined && !/^\d+$/.test(depthText)) tool.usage(`invalid maximum depth ${quote(depthText)}`);
  if (tool.has('-s') && tool.has('-a')) tool.usage('cannot both summarize and show all entries');
  if (tool.has('-s') && depthText !== undefined && Number(depthText) !== 0)
    tool.usage(`warning: summarizing conflicts with --max-depth=${Number(depthText)}`);
  const thresholdText = tool.value('-t') ?? '0';
  const threshold =
    parseSize(thresholdText.replace(/^-/, ''), { blocks: false }) ?? tool.fail(`invalid --threshold argument '${thresholdText}'`);
  return {
    size: tool.has('--inodes') && size.unitBytes > 1 ? { unitBytes: 1, suffix: '' } : size,
    apparent: tool.has('-b', '--apparent-size'),
    inodes: tool.has('--inodes'),
    depth: tool.has('-s') ? 0 : Number(depthText ?? Number.POSITIVE_INFINITY),
    threshold: thresholdText.startsWith('-') ? -threshold : threshold,
    end: tool.has('-0') ? '\0' : '\n',
    exclude: tool.given.filter(given => given.option === '--exclude').map(given => given.value!),
  };
}

async function du(tool: Tool): Promise<number> {
  const walker = new Walker(tool, readOptions(tool));
  let total = 0;
  for (const path of tool.operands.length > 0 ? tool.operands : ['.']) total += await walker.argument(path);
  if (tool.has('-c')) walker.print(total, 'total');
  return tool.status;
}

class Walker {
  readonly #tool: Tool;
  readonly #options: Options;
  /** Files with several links, and arguments, that have been counted. */
  readonly #seen = new Set<string>();

  constructor(tool: Tool, options: Options) {
    this.#tool = tool;
    this.#options = options;
  }

  print(bytes: number, path: string): void {
    const { size, threshold, end, inodes } = this.#options;
    if (threshold > 0 ? bytes < threshold : threshold < 0 && bytes > -threshold) return;
    this.#tool.out.write(`${inodes && size.human === undefined ? bytes : printBlocks(bytes, size)}\t${path}${end}`);
  }

  async argument(path: string): Promise<number> {
    return (await this.#walk(path, 0, undefined)) ?? 0;
  }

  #own(stat: Stat): number {
    if (this.#options.inodes) return 1;
    if (!this.#options.apparent) return stat.blocks * 512;
    return stat.kind === 'file' || stat.kind === 'symlink' ? stat.sizeBytes : 0;
  }

  async #walk(path: string, depth: number, device: string | undefined): Promise<number | undefined> {
    const tool = this.#tool;
    const follow = tool.last('-L', '-P', '-D', '-H');
    let stat: Stat;
    try {
      const follows = follow === '-L' || ((follow === '-D' || follow === '-H') && depth === 0);
      stat = await tool.sys.stat(path, { nofollow: !follows });
    } catch (error) {
      await tool.complain(`cannot access ${quoteAlways(path)}`, error);
      return undefined;
    }
    const name = baseName(path);
    if (this.#options.exclude.some(pattern => fnmatch(pattern, name) || fnmatch(pattern, path))) return undefined;
    const here = `${stat.dev.major}:${stat.dev.minor}`;
    if (tool.has('-x') && device !== undefined && device !== here) return undefined;
    const folder = stat.kind === 'directory';
    const id = `${here}:${stat.ino}`;
    if ((folder || stat.nlink > 1) && !tool.has('-l')) {
      if (this.#seen.has(id)) return undefined;
      this.#seen.add(id);
    }
    const own = this.#own(stat);
    if (!folder) {
      if ((tool.has('-a') && depth <= this.#options.depth) || depth === 0) this.print(own, path);
      return own;
    }
    const { total, folders } = await this.#below(path, depth, device ?? here);
    if (depth <= this.#options.depth) this.print(own + total - (tool.has('-S') ? folders : 0), path);
    await tool.out.settle();
    return own + total;
  }

  async #below(path: string, depth: number, device: string): Promise<{ total: number; folders: number }> {
    let names: string[] = [];
    try {
      names = await folderNames(this.#tool.sys, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await this.#tool.complain(`cannot read directory ${quoteAlways(path)}`, error);
    }
    let total = 0;
    let folders = 0;
    for (const name of names) {
      const below = joinPath(path, name);
      const bytes = (await this.#walk(below, depth + 1, device)) ?? 0;
      total += bytes;
      if (this.#tool.has('-S') && (await this.#isFolder(below))) folders += bytes;
    }
    return { total, folders };
  }

  async #isFolder(path: string): Promise<boolean> {
    return this.#tool.sys.stat(path, { nofollow: true }).then(
      ({ kind }) => kind === 'directory',
      () => false,
    );
  }
}
