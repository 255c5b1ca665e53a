// pstree: processes as a tree. psmisc 23.7.

import { Errno } from '../../abi/errno.ts';
import { Names, users } from '../lib/accounts.ts';
import type { Tool } from '../lib/command.ts';
import { STDOUT, warn } from '../lib/io.ts';
import { AUTHORS, OLD_YEARS, psmisc, versionText } from './frame.ts';
import { HELP } from './help/pstree.ts';
import { NAMESPACES, type Node, readTree, sameTree } from './pstree-tasks.ts';

const SYMBOLS = {
  ascii: { empty: '  ', branch: '|-', vertical: '| ', last: '`-', single: '---', first: '-+-' },
  unicode: { empty: '  ', branch: '├─', vertical: '│ ', last: '└─', single: '───', first: '─┬─' },
  vt100: { empty: '  ', branch: '\x0etq\x0f', vertical: '\x0ex\x0f ', last: '\x0emq\x0f', single: '\x0eqqq\x0f', first: '\x0eqwq\x0f' },
} as const;
const WIDTH = 132;

export default psmisc({
  name: 'pstree',
  summary: 'display a tree of processes',
  help: HELP.slice(HELP.indexOf('Usage:')),
  short: 'aAcC:GhH:nN:pglsStTuUVZ',
  long: {
    arguments: '-a',
    ascii: '-A',
    'compact-not': '-c',
    color: '-C',
    'show-pgids': '-g',
    vt100: '-G',
    'highlight-all': '-h',
    'highlight-pid': '-H',
    long: '-l',
    'numeric-sort': '-n',
    'ns-sort': '-N',
    'show-pids': '-p',
    'show-parents': '-s',
    'ns-changes': '-S',
    'thread-names': '-t',
    'hide-threads': '-T',
    'uid-changes': '-u',
    unicode: '-U',
    'security-context': '-Z',
    version: '-V',
  },
  version: versionText('pstree', OLD_YEARS, AUTHORS),
  run,
});

async function run(tool: Tool): Promise<number> {
  const { sys } = tool;
  for (const option of ['-C', '-Z']) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const kind = tool.value('-N');
  if (kind !== undefined && !NAMESPACES.includes(kind)) tool.usage('');
  const start = await startOf(tool);
  if (start === undefined) return 1;
  const nodes = await readTree(sys, {
    threads: !tool.has('-T'),
    threadNames: tool.has('-t'),
    arguments: tool.has('-a'),
    namespaces: tool.has('-S') || kind !== undefined,
    byPid: tool.has('-n'),
  });
  const drawing = new Drawing(tool, await new Names(sys).load(), await widthOf(tool));
  if (kind !== undefined) byNamespace(drawing, nodes, NAMESPACES.indexOf(kind));
  else if ('pid' in start) {
    const root = nodes.get(start.pid);
    if (!root) return 1;
    drawing.draw(tool.has('-s') ? withParents(root) : root);
  } else {
    const roots = [...nodes.values()].filter(({ uid, parent }) => uid === start.uid && parent?.uid !== start.uid);
    if (roots.length === 0) {
      await warn(sys, 'No processes found.\n');
      return 1;
    }
    roots.forEach((root, at) => {
      if (at > 0) drawing.text += '\n';
      drawing.draw(root);
    });
  }
  tool.out.write(drawing.text);
  return 0;
}

async function startOf(tool: Tool): Promise<{ pid: number } | { uid: number } | undefined> {
  const [word] = tool.operands;
  if (tool.operands.length > 1) return tool.usage('');
  if (word === undefined) return { pid: 1 };
  if (/^\d+$/.test(word)) return { pid: Number(word) };
  const user = (await users(tool.sys)).find(({ name }) => name === word);
  if (user) return { uid: user.uid };
  await warn(tool.sys, `No such user name: ${word}\n`);
  return undefined;
}

/** The line from the first process down to this one, and no others. */
function withParents(node: Node): Node {
  let root = node;
  for (let at = node.parent; at; at = at.parent) root = { ...at, children: [root] };
  return root;
}

/** A tree for each namespace: what has its parent elsewhere is a root. */
function byNamespace(drawing: Drawing, nodes: ReadonlyMap<number, Node>, at: number): void {
  const groups = new Map<string, Node[]>();
  const prune = (node: Node): Node => ({
    ...node,
    children: node.children.filter(child => child.namespaces[at] === node.namespaces[at]).map(prune),
  });
  for (const node of nodes.values()) {
    const name = /\d+/.exec(node.namespaces[at] ?? '')?.[0];
    if (name === undefined || node.parent?.namespaces[at] === node.namespaces[at]) continue;
    groups.set(name, [...(groups.get(name) ?? []), prune(node)]);
  }
  for (const [name, roots] of groups) {
    drawing.text += `[${name}]\n`;
    for (const root of roots) drawing.draw(root);
  }
}

/** Columns of a line; without end with -l. */
async function widthOf(tool: Tool): Promise<number> {
  if (tool.has('-l')) return Number.POSITIVE_INFINITY;
  const columns = Number(tool.env.COLUMNS);
  if (columns > 0) return columns;
  try {
    return (await tool.sys.ioctl(STDOUT, 'TIOCGWINSZ')).columns || WIDTH;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return WIDTH;
  }
}

class Drawing {
  text = '';
  readonly #tool: Tool;
  readonly #names: Names;
  readonly #width: number;
  readonly #symbols: (typeof SYMBOLS)[keyof typeof SYMBOLS];
  readonly #arguments: boolean;
  readonly #compact: boolean;
  #line = '';

  constructor(tool: Tool, names: Names, width: number) {
    this.#tool = tool;
    this.#names = names;
    this.#width = width;
    const style = tool.last('-A', '-U', '-G');
    this.#symbols = SYMBOLS[style === '-U' ? 'unicode' : style === '-G' ? 'vt100' : 'ascii'];
    this.#arguments = tool.has('-a');
    this.#compact = !tool.has('-c', '-p');
  }

  /** A tree from its root on. */
  draw(root: Node): void {
    this.#node(root, '', 1, 0);
  }

  /** A node at the pen; `margin` is what lines below it begin with, `closing` how many brackets are open. */
  #node(node: Node, margin: string, count: number, closing: number): void {
    this.#line += count > 1 ? `${count}*[` : '';
    this.#line += this.#label(node);
    const open = closing + (count > 1 ? 1 : 0);
    if (this.#arguments)
      this.#line += node.arguments
        .slice(1)
        .map(word => ` ${word}`)
        .join('');
    if (this.#arguments || node.children.length === 0) {
      this.#line += ']'.repeat(open);
      this.#newline();
    }
    const groups = this.#groups(node);
    const width = this.#line.length;
    groups.forEach(({ child, count: times }, at) => {
      const last = at === groups.length - 1;
      const { first, single, branch, last: end, vertical, empty } = this.#symbols;
      const inner = this.#arguments ? `${margin}  ` : margin + ' '.repeat(Math.max(0, width - margin.length) + 1);
      if (!this.#arguments && at === 0) this.#line += last ? single : first;
      else this.#line = inner + (last ? end : branch);
      this.#node(child, inner + (last ? empty : vertical), times, this.#arguments ? 0 : open);
    });
  }

  /** Children, with those that print the same counted as one. */
  #groups(node: Node): { child: Node; count: number }[] {
    const by = { uid: this.#tool.has('-u'), pgid: this.#tool.has('-g'), namespaces: this.#tool.has('-S') };
    const groups: { child: Node; count: number }[] = [];
    for (const child of node.children) {
      const mayJoin = this.#compact && (!this.#arguments || child.thread);
      const same = mayJoin ? groups.find(each => sameTree(each.child, child, by)) : undefined;
      if (same) same.count++;
      else groups.push({ child, count: 1 });
    }
    return groups;
  }

  #label(node: Node): string {
    const parts: string[] = [];
    if (this.#tool.has('-p')) parts.push(`${node.pid}`);
    if (this.#tool.has('-g')) parts.push(`${node.pgid}`);
    if (this.#tool.has('-u') && (node.parent?.uid ?? 0) !== node.uid) parts.push(this.#names.user(node.uid) ?? `${node.uid}`);
    if (this.#tool.has('-S') && node.parent) {
      const { namespaces } = node.parent;
      parts.push(...NAMESPACES.filter((_, at) => node.namespaces[at] !== '' && node.namespaces[at] !== namespaces[at]));
    }
    const swapped = this.#arguments && node.arguments.length === 0 && !node.thread;
    if (this.#arguments) return `${swapped ? '(' : ''}${[node.comm, ...parts].join(',')}${swapped ? ')' : ''}`;
    return parts.length > 0 ? `${node.comm}(${parts.join(',')})` : node.comm;
  }

  #newline(): void {
    const cut = this.#line.length > this.#width;
    const ending = this.#arguments ? `${this.#line.slice(0, this.#width - 3)}...` : `${this.#line.slice(0, this.#width - 1)}+`;
    this.text += `${cut ? ending : this.#line}\n`;
    this.#line = '';
  }
}
