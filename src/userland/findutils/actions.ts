// The actions of find. As GNU findutils 4.11.

import { Errno } from '../../abi/errno.ts';
import { Names } from '../lib/accounts.ts';
import { Stdout } from '../lib/stdout.ts';
import { zoneOf } from '../lib/zones.ts';
import { makeExec } from './exec.ts';
import type { Test, Visit, Walk } from './expression.ts';
import { type FormatContext, listLine, parseFormat, printFormat } from './format.ts';
import { argument, bad, type ParseState } from './state.ts';

interface Writer {
  write(text: string): void;
}

/** The action that a predicate's name stands for; undefined where it is none. */
export async function makeAction(state: ParseState, word: string): Promise<Test | undefined> {
  const acts = (test: Test): Test => {
    state.acted = true;
    return test;
  };
  switch (word) {
    case '-print':
      return acts(printer(undefined, '\n'));
    case '-print0':
      return acts(printer(undefined, '\0'));
    case '-fprint':
    case '-fprint0':
      return acts(printer(await outputFile(state, argument(state, word)), word === '-fprint' ? '\n' : '\0'));
    case '-printf':
      return acts(await formatter(state, undefined, argument(state, word)));
    case '-fprintf': {
      const file = await outputFile(state, argument(state, word));
      return acts(await formatter(state, file, argument(state, word)));
    }
    case '-ls':
    case '-fls':
      return acts(await lister(state, word === '-fls' ? await outputFile(state, argument(state, word)) : undefined));
    case '-prune':
      return (_, walk) => {
        if (!state.globals.depthFirst) walk.prune = true;
        return true;
      };
    case '-quit':
      return acts((_, walk) => {
        walk.quit = true;
        return true;
      });
    case '-delete':
      state.globals.depthFirst = true;
      return acts(remove);
    case '-exec':
    case '-execdir':
    case '-ok':
    case '-okdir':
      return acts(makeExec(state, word));
    default:
      return undefined;
  }
}

function printer(file: Writer | undefined, end: string): Test {
  return (visit, walk) => {
    (file ?? walk.out).write(visit.path + end);
    return true;
  };
}

async function contextOf(state: ParseState): Promise<FormatContext> {
  return { names: await new Names(state.tool.sys).load(), zone: zoneOf(state.tool.env.TZ), now: state.now };
}

async function formatter(state: ParseState, file: Writer | undefined, text: string): Promise<Test> {
  const format = parseFormat(text);
  for (const warning of format.warnings) await state.tool.warn(warning, 0);
  const context = await contextOf(state);
  return async (visit, walk) => {
    (file ?? walk.out).write(await printFormat(format, visit, walk, context));
    return true;
  };
}

async function lister(state: ParseState, file: Writer | undefined): Promise<Test> {
  const context = await contextOf(state);
  return async (visit, walk) => {
    (file ?? walk.out).write(await listLine(visit, walk, context));
    return true;
  };
}

async function outputFile(state: ParseState, path: string): Promise<Writer> {
  try {
    const fd = await state.tool.sys.open(path, { write: true, create: true, truncate: true, cloexec: true }, 0o666);
    const out = new Stdout(state.tool.sys, 'text', fd);
    state.finishers.push({ finish: () => out.flush() });
    return out;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return bad(`‘${path}’: ${error.message}`);
  }
}

async function remove(visit: Visit, walk: Walk): Promise<boolean> {
  if (visit.path === '.') return true;
  try {
    if (visit.kind === 'directory') await walk.sys.rmdir(visit.path);
    else await walk.sys.unlink(visit.path);
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await walk.warn(`cannot delete ‘${visit.path}’: ${error.message}`);
    return false;
  }
}
