// /proc/net/fib_trie: IPv4's tables as the tries Linux keeps them in. As net/ipv4/fib_trie.c: nodes are compressed by path and by level.

import { printIpv4 } from '../../../wire/address.ts';
import type { Fib } from '../../net/route/fib.ts';
import { type FibEntry, RT_TABLE_LOCAL, RT_TABLE_MAIN } from '../../net/route/table.ts';

interface Leaf {
  kind: 'leaf';
  key: number;
  entries: FibEntry[];
}
interface Inner {
  kind: 'inner';
  key: number;
  /** The lowest bit that its index covers, and how many bits that is. */
  pos: number;
  bits: number;
  children: (Node | undefined)[];
}
type Node = Leaf | Inner;

const INFLATE = { root: 30, inner: 50 };

const childIndex = (node: Inner, key: number): number => Math.floor(key / 2 ** node.pos) % 2 ** node.bits;
const prefixOf = (key: number, pos: number): number => Math.floor(key / 2 ** pos) * 2 ** pos;

/** A trie of one bit a node over keys in ascending order. */
function build(leaves: readonly Leaf[]): Node | undefined {
  if (leaves.length < 2) return leaves[0];
  const first = leaves[0]!.key;
  const last = leaves.at(-1)!.key;
  const pos = 31 - Math.clz32((first ^ last) >>> 0);
  const middle = leaves.findIndex(({ key }) => Math.floor(key / 2 ** pos) % 2 === 1);
  const children = [build(leaves.slice(0, middle)), build(leaves.slice(middle))];
  return inflate({ kind: 'inner', key: prefixOf(first, pos + 1), pos, bits: 1, children }, false);
}

const isFull = (parent: Inner, child: Node | undefined): child is Inner => child?.kind === 'inner' && child.pos + child.bits === parent.pos;
const fullOf = (node: Inner): number => node.children.filter(child => isFull(node, child)).length;
const emptyOf = (node: Inner): number => node.children.filter(child => child === undefined).length;

/** Doubles a node while enough of its children would be used (should_inflate). */
function inflate(start: Inner, root: boolean): Inner {
  let node = start;
  const threshold = root ? INFLATE.root : INFLATE.inner;
  for (let round = 0; round < 10; round++) {
    const used = 2 ** node.bits - emptyOf(node) + fullOf(node);
    if (!(node.pos > 0 && used > 1 && 100 * used >= threshold * 2 ** node.bits * 2)) break;
    node = double(node);
  }
  return node;
}

function double(node: Inner): Inner {
  const bigger: Inner = {
    kind: 'inner',
    key: node.key,
    pos: node.pos - 1,
    bits: node.bits + 1,
    children: new Array(2 ** (node.bits + 1)).fill(undefined),
  };
  for (const child of node.children) {
    if (!child) continue;
    if (!isFull(node, child)) {
      bigger.children[childIndex(bigger, child.key)] = child;
      continue;
    }
    const half = child.children.length / 2;
    for (const part of [0, 1]) {
      const members = child.children.slice(part * half, (part + 1) * half);
      const key = child.key + part * 2 ** (child.pos + child.bits - 1);
      const kept = members.filter(member => member !== undefined);
      const inner: Inner = { kind: 'inner', key, pos: child.pos, bits: child.bits - 1, children: members };
      bigger.children[childIndex(bigger, key)] = child.bits === 1 || kept.length < 2 ? kept[0] : inner;
    }
  }
  return bigger;
}

const SCOPES: Readonly<Record<number, string>> = { 0: 'universe', 200: 'site', 253: 'link', 254: 'host', 255: 'nowhere' };

function printLeaf(leaf: Leaf, depth: number): string {
  const indent = ' '.repeat(2 + 3 * depth);
  let lines = `${indent}|-- ${printIpv4(leaf.key)}\n`;
  for (const { length, scope, type, tos } of leaf.entries) {
    lines += `${indent}   /${length} ${SCOPES[scope] ?? `scope=${scope}`} ${type.toUpperCase()}${tos ? ` tos=${tos}` : ''}\n`;
  }
  return lines;
}

function print(node: Node | undefined, depth: number): string {
  if (!node) return '';
  if (node.kind === 'leaf') return printLeaf(node, depth);
  const length = 32 - node.pos - node.bits;
  const head = `${' '.repeat(2 + 3 * depth)}+-- ${printIpv4(node.key)}/${length} ${node.bits} ${fullOf(node)} ${emptyOf(node)}\n`;
  return head + node.children.map(child => print(child, depth + 1)).join('');
}

function printTable(entries: readonly FibEntry[]): string {
  const leaves = new Map<number, Leaf>();
  for (const entry of entries) {
    const key = entry.dest as number;
    const leaf = leaves.get(key);
    if (leaf) leaf.entries.push(entry);
    else leaves.set(key, { kind: 'leaf', key, entries: [entry] });
  }
  const sorted = [...leaves.values()].sort((a, b) => a.key - b.key);
  for (const leaf of sorted) leaf.entries.sort((a, b) => b.length - a.length);
  const root = build(sorted);
  return print(root?.kind === 'inner' ? inflate(root, true) : root, 0);
}

const NAMES: Readonly<Record<number, string>> = { [RT_TABLE_MAIN]: 'Main', [RT_TABLE_LOCAL]: 'Local' };

/** The text of the file. Until a rule is added, main and local are one trie and both show it. */
export function fibTrie(fib: Fib): string {
  if (fib.merged) {
    const both = printTable([...fib.list(RT_TABLE_MAIN), ...fib.list(RT_TABLE_LOCAL)]);
    return `Main:\n${both}Local:\n${both}`;
  }
  const ids = [...fib.tables.keys()].filter(id => fib.list(id).length > 0).sort((a, b) => (a & 255) - (b & 255));
  return ids.map(id => `${NAMES[id] ?? `Id ${id}`}:\n${printTable(fib.list(id))}`).join('');
}
