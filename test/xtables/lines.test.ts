// Every line of the .t files beside this one: what a rule is taken from, how -S shows it, or that it is refused. In netfilter's own format:
// "*table", ":CHAIN", then "options;as shown (= for the same);OK" or "options;;FAIL"; "@ip6tables" at the top for the other family.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Sys } from '../../src/abi/sys.ts';
import iptables from '../../src/userland/iptables/xtables-nft-multi.ts';
import { splitLine } from '../../src/userland/lib/xtables/split.ts';
import { decode, type TestWorld, testWorld } from '../kernel/world.ts';

const FOLDER = dirname(fileURLToPath(import.meta.url));

interface Line {
  program: string;
  table: string;
  chain: string;
  text: string;
  shown: string;
  ok: boolean;
}

function linesOf(file: string): Line[] {
  const lines: Line[] = [];
  let program = 'iptables';
  let table = 'filter';
  let chain = 'INPUT';
  for (const line of readFileSync(join(FOLDER, file), 'utf8').split('\n')) {
    if (line.startsWith('@')) program = line.slice(1);
    else if (line.startsWith('*')) table = line.slice(1);
    else if (line.startsWith(':')) chain = line.slice(1);
    else if (line !== '' && !line.startsWith('#')) {
      const [text, shown, result] = line.split(';');
      lines.push({ program, table, chain, text: text!, shown: shown === '=' ? text! : shown!, ok: result === 'OK' });
    }
  }
  return lines;
}

/** Runs a program with its output caught and no files to read names from. */
async function run(world: TestWorld, argv: string[]): Promise<{ status: number; out: string }> {
  let out = '';
  let status = -1;
  await world.run(async sys => {
    const caught = new Proxy(sys, {
      get(target, name: keyof Sys) {
        if (name === 'write') {
          return async (fd: number, bytes: Uint8Array) => {
            if (fd === 1) out += decode(bytes);
            return bytes.length;
          };
        }
        const value = target[name] as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    status = (await iptables.main(caught, argv, {})) ?? 0;
  });
  return { status, out };
}

const NAMES_NEEDED = /\bhttp|\bdomain|\bssh\b|mobility-header/;
const SETS_NEEDED = /match-set|-set s\d|--set s1/;

describe('extensions', () => {
  for (const file of readdirSync(FOLDER).filter(name => name.endsWith('.t'))) {
    test(file, async () => {
      const world = testWorld();
      for (const { program, table, chain, text, shown, ok } of linesOf(file)) {
        if (NAMES_NEEDED.test(text) || SETS_NEEDED.test(text)) continue;
        const { status } = await run(world, [program, '-t', table, '-A', chain, ...splitLine(text)]);
        expect(status === 0, `${text}: status ${status}`).toBe(ok);
        if (!ok) continue;
        const { out } = await run(world, [program, '-t', table, '-S', chain]);
        expect(
          out
            .split('\n')
            .slice(0, -1)
            .join('\n')
            .replace(/^.*?-A \S+ ?/s, '')
            .trim(),
          text,
        ).toBe(shown.trim());
        await run(world, [program, '-t', table, '-F', chain]);
      }
    });
  }
});
