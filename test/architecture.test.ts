// The import table holds: each import of each file is allowed by test/lib/layers.ts, and there is no cycle, type-only imports included.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { forbidden, layerOf } from './lib/layers.ts';
import { filesBelow, ROOT, read, resolveSpecifier, specifiersOf } from './lib/source-tree.ts';

const files = [...filesBelow('src', '.ts'), ...filesBelow('workers', '.ts')].filter(file => !file.endsWith('.d.ts'));
const imports = new Map(files.map(file => [file, specifiersOf(read(file)).map(specifier => resolveSpecifier(file, specifier))]));

/** Every cycle's members, by Tarjan's strongly connected components. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1 || (graph.get(node) ?? []).includes(node)) found.push(component);
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

describe('the import table', () => {
  test('every file is in a layer', () => {
    expect(files.filter(file => !layerOf(file))).toEqual([]);
  });

  test('every import is allowed', () => {
    const broken = [...imports].flatMap(([file, targets]) =>
      targets.flatMap(target => forbidden(file, target)?.concat(` (${file})`) ?? []),
    );
    expect(broken).toEqual([]);
  });

  test('every import exists', () => {
    const missing = [...imports].flatMap(([file, targets]) =>
      targets.flatMap(target =>
        'file' in target && !existsSync(join(ROOT, target.file.split('?')[0]!)) ? [`${file} imports ${target.file}`] : [],
      ),
    );
    expect(missing).toEqual([]);
  });

  test('there is no cycle', () => {
    const graph = new Map(
      [...imports].map(([file, targets]) => [file, targets.flatMap(target => ('file' in target ? [target.file] : []))]),
    );
    expect(cycles(graph)).toEqual([]);
  });
});

describe('the rules bite', () => {
  test.each([
    ['src/kernel/net/tcp.ts', { file: 'src/userland/bash/main.ts' }, 'src/kernel may not import src/userland'],
    ['src/userland/coreutils/cat.ts', { file: 'src/kernel/kernel.ts' }, 'src/userland may not import src/kernel'],
    ['src/userland/coreutils/cat.ts', { file: 'src/userland/bash/main.ts' }, 'may not import its sibling bash'],
    ['src/docker/daemon/main.ts', { file: 'src/userland/iptables/main.ts' }, 'src/docker/daemon may not import src/userland'],
    ['src/docker/daemon/main.ts', { file: 'src/docker/cli/main.ts' }, 'src/docker/daemon may not import src/docker/cli'],
    ['src/ui/app.ts', { file: 'src/machine/world.ts' }, 'src/ui may not import src/machine'],
    ['src/xtables/matches/tcp.ts', { file: 'src/kernel/net/skb.ts' }, 'src/xtables may not import src/kernel'],
    ['src/abi/sys.ts', { file: 'src/wire/ip.ts' }, 'src/abi may not import src/wire'],
    ['src/kernel/clock.ts', { package: 'node:fs' }, 'may not import the package node:fs'],
    ['src/machine/world.ts', { package: 'node:fs' }, 'may not import the package node:fs'],
  ] as const)('%s importing %o', (from, target, words) => {
    expect(forbidden(from, target)).toContain(words);
  });

  test('a cycle is found', () => {
    expect(
      cycles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
          ['d', ['a']],
        ]),
      ),
    ).toEqual([['a', 'b', 'c']]);
  });
});
