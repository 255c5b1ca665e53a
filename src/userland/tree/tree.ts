// tree: folders and what is in them, drawn. As tree 2.3.2.

import { Errno } from '../../abi/errno.ts';
import type { Stat } from '../../abi/types.ts';
import { Names } from '../lib/accounts.ts';
import { command, Failure, type Tool } from '../lib/command.ts';
import { strftime } from '../lib/dates.ts';
import { folderNames } from '../lib/folder.ts';
import { fnmatch } from '../lib/glob.ts';
import { modeString } from '../lib/modes.ts';
import { joinPath } from '../lib/path.ts';
import { humanSize } from '../lib/sizes.ts';
import { zoneOf } from '../lib/zones.ts';

export default command({
  name: 'tree',
  summary: 'list contents of directories in a tree-like format',
  usage: '[-adfghilprstuDFQU] [-L level] [-P pattern] [-I pattern] [--noreport] [--dirsfirst] [<directory list>]',
  short: 'adfghil:L:nNo:pP:I:qQrstuvxACDFHRSUcJX',
  long: {
    noreport: 'none',
    dirsfirst: 'none',
    du: 'none',
    prune: 'none',
    filelimit: 'required',
    inodes: 'none',
    device: 'none',
    si: 'none',
    'full-path': '-f',
  },
  version: '',
  run: tree,
});

async function tree(tool: Tool): Promise<number> {
  for (const option of ['-H', '-J', '-X', '-R', '-o', '-x', '--prune', '--du'])
    if (tool.has(option)) throw new Failure(`option ${option} is not simulated here`, 1);
  const level = tool.value('-L');
  if (level !== undefined && !(Number(level) > 0)) throw new Failure(`Invalid level, must be greater than 0.`, 1);
  const drawer = new Drawer(tool, await new Names(tool.sys).load(), Number(level ?? Number.POSITIVE_INFINITY));
  for (const path of tool.operands.length > 0 ? tool.operands : ['.']) await drawer.top(path);
  if (!tool.has('--noreport')) tool.out.write(drawer.report());
  return drawer.failed ? 2 : 0;
}

class Drawer {
  readonly #tool: Tool;
  readonly #names: Names;
  readonly #depth: number;
  #folders = 0;
  #files = 0;
  failed = false;

  constructor(tool: Tool, names: Names, depth: number) {
    this.#tool = tool;
    this.#names = names;
    this.#depth = depth;
  }

  report(): string {
    const folders = `${this.#folders} director${this.#folders === 1 ? 'y' : 'ies'}`;
    const files = `${this.#files} file${this.#files === 1 ? '' : 's'}`;
    return `\n${folders}${this.#tool.has('-d') ? '' : `, ${files}`}\n`;
  }

  async top(path: string): Promise<void> {
    const { sys, out } = this.#tool;
    let stat: Stat;
    try {
      stat = await sys.stat(path);
      if (stat.kind !== 'directory') throw new Errno('ENOTDIR');
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      out.write(`${path}  [error opening dir]\n`);
      this.failed = true;
      return;
    }
    this.#folders++;
    out.write(`${this.#facts(stat)}${path}${this.#mark(stat, path)}\n`);
    await this.#below(path, '', 1);
  }

  #mark(stat: Stat, name = ''): string {
    if (!this.#tool.has('-F') || name.endsWith('/')) return '';
    if (stat.kind === 'file') return (stat.mode & 0o111) !== 0 ? '*' : '';
    return { directory: '/', symlink: '', fifo: '|', socket: '=', char: '', block: '' }[stat.kind];
  }

  #facts(stat: Stat): string {
    const tool = this.#tool;
    const parts: string[] = [];
    if (tool.has('--inodes')) parts.push(String(stat.ino).padStart(7));
    if (tool.has('-p')) parts.push(modeString(stat.kind, stat.mode));
    if (tool.has('-u')) parts.push((this.#names.user(stat.uid) ?? String(stat.uid)).padEnd(8));
    if (tool.has('-g')) parts.push((this.#names.group(stat.gid) ?? String(stat.gid)).padEnd(8));
    if (tool.has('-h', '--si')) parts.push(humanSize(stat.sizeBytes, tool.has('--si') ? 1000 : 1024).padStart(4));
    else if (tool.has('-s')) parts.push(String(stat.sizeBytes).padStart(11));
    if (tool.has('-D')) parts.push(strftime('%b %e %H:%M', stat.mtime, zoneOf(tool.env.TZ)));
    return parts.length > 0 ? `[${parts.join(' ')}]  ` : '';
  }

  async #entries(path: string): Promise<{ name: string; path: string; stat: Stat }[]> {
    const tool = this.#tool;
    const entries: { name: string; path: string; stat: Stat }[] = [];
    const split = (option: string): string[] =>
      tool.given.filter(given => given.option === option).flatMap(given => given.value!.split('|'));
    const [only, without] = [split('-P'), split('-I')];
    for (const name of await folderNames(tool.sys, path)) {
      if (name.startsWith('.') && !tool.has('-a')) continue;
      if (without.some(pattern => fnmatch(pattern, name))) continue;
      const full = joinPath(path, name);
      const stat = await tool.sys.stat(full, { nofollow: true });
      const folder =
        stat.kind === 'directory' ||
        (stat.kind === 'symlink' &&
          tool.has('-d') &&
          (await tool.sys.stat(full).then(
            ({ kind }) => kind === 'directory',
            () => false,
          )));
      if (tool.has('-d') && !folder) continue;
      if (only.length > 0 && stat.kind !== 'directory' && !only.some(pattern => fnmatch(pattern, name))) continue;
      entries.push({ name, path: full, stat });
    }
    const order = (a: (typeof entries)[number], b: (typeof entries)[number]): number => {
      if (tool.has('--dirsfirst') && (a.stat.kind === 'directory') !== (b.stat.kind === 'directory'))
        return a.stat.kind === 'directory' ? -1 : 1;
      const by = tool.has('-t') ? a.stat.mtime.seconds - b.stat.mtime.seconds : 0;
      const named = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
      return (by || named) * (tool.has('-r') ? -1 : 1);
    };
    return tool.has('-U') ? entries : entries.sort(order);
  }

  async #below(path: string, lead: string, level: number): Promise<void> {
    if (level > this.#depth) return;
    const { sys, out } = this.#tool;
    const plain = this.#tool.has('-i');
    let entries: { name: string; path: string; stat: Stat }[];
    try {
      entries = await this.#entries(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.failed = true;
      return;
    }
    for (const [at, { name, path: full, stat }] of entries.entries()) {
      const last = at === entries.length - 1;
      const branch = plain ? '' : `${lead}${last ? '└── ' : '├── '}`;
      const shown = this.#tool.has('-Q') ? `"${this.#tool.has('-f') ? full : name}"` : this.#tool.has('-f') ? full : name;
      let target = '';
      let folder = stat.kind === 'directory';
      if (stat.kind === 'symlink') {
        target = ` -> ${await sys.readlink(full)}`;
        const end = await sys.stat(full).catch(() => undefined);
        if (this.#tool.has('-F') && end !== undefined) target += this.#mark(end);
        folder = end?.kind === 'directory';
      }
      let note = '';
      if (stat.kind === 'directory' && level < this.#depth) {
        note = await folderNames(sys, full).then(
          () => '',
          () => '  [error opening dir]',
        );
      }
      out.write(`${branch}${this.#facts(stat)}${shown}${this.#mark(stat)}${target}${note}\n`);
      if (folder) this.#folders++;
      else this.#files++;
      if (stat.kind === 'directory') await this.#below(full, lead + (last ? '    ' : '│\u00a0\u00a0 '), level + 1);
      await out.settle();
    }
  }
}
