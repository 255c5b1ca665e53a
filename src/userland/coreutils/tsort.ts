// tsort: a total order of a partial one. As GNU coreutils 9.10: ties come in the order that its tree and queue give.

import { Errno } from '../../abi/errno.ts';
import { fromBytes } from '../lib/bytes.ts';
import { command, type Tool } from '../lib/command.ts';
import { readAll } from '../lib/io.ts';
import { quote, quoteName } from '../lib/quote.ts';

interface Item {
  name: string;
  /** How many items must come before it still. */
  before: number;
  printed: boolean;
  /** The newest first, as they are linked in. */
  successors: Item[];
  /** The item that led here while a loop is looked for. */
  via: Item | undefined;
}

export default command({
  name: 'tsort',
  summary: 'write totally ordered list consistent with the partial ordering in FILE',
  usage: '[OPTION] [FILE]',
  help: 'With no FILE, or when FILE is -, read standard input.\n',
  short: 'w',
  run: tsort,
});

async function tsort(tool: Tool): Promise<void> {
  if (tool.operands.length > 1) tool.usage(`extra operand ${quote(tool.operands[1]!)}`);
  const path = tool.operands[0] ?? '-';
  const items = readPairs(tool, path, await textOf(tool, path));
  const ready = items.filter(item => item.before === 0);
  let left = items.length;
  while (left > 0) {
    for (let head = ready.shift(); head !== undefined; head = ready.shift()) {
      tool.out.write(`${head.name}\n`);
      head.printed = true;
      left--;
      for (const next of head.successors) if (--next.before === 0) ready.push(next);
    }
    if (left === 0) break;
    await tool.warn(`${quoteName(path)}: input contains a loop:`);
    await breakLoop(tool, items);
    ready.push(...items.filter(item => item.before === 0 && !item.printed));
  }
}

async function textOf(tool: Tool, path: string): Promise<string> {
  try {
    const fd = path === '-' ? 0 : await tool.sys.open(path, { read: true });
    return fromBytes(await readAll(tool.sys, fd));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`${quoteName(path)}: ${error.message}`);
  }
}

/** The items in the order of their names. */
function readPairs(tool: Tool, path: string, text: string): Item[] {
  const items = new Map<string, Item>();
  const item = (name: string): Item => {
    const known = items.get(name);
    if (known !== undefined) return known;
    const made: Item = { name, before: 0, printed: false, successors: [], via: undefined };
    items.set(name, made);
    return made;
  };
  const words = text.split(/[ \t\n]+/).filter(word => word !== '');
  if (words.length % 2 === 1) tool.fail(`${quoteName(path)}: input contains an odd number of tokens`);
  for (let at = 0; at < words.length; at += 2) {
    const [first, second] = [item(words[at]!), item(words[at + 1]!)];
    if (first === second) continue;
    first.successors.unshift(second);
    second.before++;
  }
  return [...items.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names one loop's items and takes one of its edges away. */
async function breakLoop(tool: Tool, items: readonly Item[]): Promise<void> {
  let loop: Item | undefined;
  // Each pass leads one step further back, until an item comes up again.
  for (;;) {
    for (const item of items) {
      if (item.before === 0) continue;
      if (loop === undefined) {
        loop = item;
        continue;
      }
      const at = item.successors.indexOf(loop);
      if (at < 0) continue;
      if (item.via === undefined) {
        item.via = loop;
        loop = item;
        break;
      }
      await nameLoop(tool, item, loop);
      for (const each of items) each.via = undefined;
      return;
    }
  }
}

async function nameLoop(tool: Tool, from: Item, end: Item): Promise<void> {
  // What the walk passed before it came to the loop is no part of it.
  let item: Item | undefined = end;
  while (item !== undefined) {
    const next: Item | undefined = item.via;
    await tool.warn(item.name);
    if (item === from || next === undefined) break;
    item = next;
  }
  from.successors.splice(from.successors.indexOf(end), 1);
  end.before--;
}
