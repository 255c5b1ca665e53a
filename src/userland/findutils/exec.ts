// find -exec, -execdir, -ok and -okdir. As GNU findutils 4.11.

import type { Sys } from '../../abi/sys.ts';
import { STDIN, warn } from '../lib/io.ts';
import { baseName, dirName } from '../lib/path.ts';
import { spawn, waitFor } from '../lib/run-program.ts';
import type { Test, Visit, Walk } from './expression.ts';
import { bad, type ParseState } from './state.ts';

const ARGUMENTS_BYTES_MOST = 131072;

/** Reads the command up to ";" or "{} +" and gives its test. */
export function makeExec(state: ParseState, word: string): Test {
  const command: string[] = [];
  let many = false;
  for (;;) {
    const next = state.words[state.at];
    if (next === undefined) return bad(`missing argument to \`${word}'`);
    state.at++;
    if (next === ';') break;
    if (next === '+' && command.at(-1) === '{}' && !word.startsWith('-ok')) {
      many = true;
      break;
    }
    command.push(next);
  }
  if (command.length === 0) return bad(`missing argument to \`${word}'`);
  const runner = new Runner(state, command, word.endsWith('dir'));
  if (!many) return word.startsWith('-ok') ? ask(state, command, runner) : (visit, walk) => runner.one(visit, walk);
  if (command.filter(part => part.includes('{}')).length > 1) bad(`Only one instance of {} is supported with ${word} ... +`);
  state.finishers.push({ finish: walk => runner.finish(walk) });
  return (visit, walk) => runner.gather(visit, walk);
}

function ask(state: ParseState, command: readonly string[], runner: Runner): Test {
  return async (visit, walk) => {
    await walk.out.flush();
    await warn(state.tool.sys, `< ${command[0]} ... ${visit.path} > ? `);
    let line = '';
    for (;;) {
      const bytes = await state.tool.sys.read(STDIN, 1);
      if (bytes.length === 0 || bytes[0] === 10) break;
      line += String.fromCharCode(bytes[0]!);
    }
    return /^[yY]/.test(line) && runner.one(visit, walk);
  };
}

class Runner {
  readonly #state: ParseState;
  readonly #command: readonly string[];
  readonly #inFolder: boolean;
  /** Paths that wait for the next run, by the folder it starts in. */
  #waiting: string[] = [];
  #waitingBytes = 0;
  #folder: string | undefined;

  constructor(state: ParseState, command: readonly string[], inFolder: boolean) {
    this.#state = state;
    this.#command = command;
    this.#inFolder = inFolder;
  }

  #place(visit: Visit): { path: string; folder: string | undefined } {
    if (!this.#inFolder) return { path: visit.path, folder: undefined };
    if (visit.depth === 0 && !visit.path.includes('/')) return { path: `./${visit.path}`, folder: undefined };
    return { path: `./${baseName(visit.path)}`, folder: dirName(visit.path) };
  }

  async one(visit: Visit, walk: Walk): Promise<boolean> {
    const { path, folder } = this.#place(visit);
    return this.#run(
      this.#command.map(part => part.replaceAll('{}', path)),
      folder,
      walk,
    );
  }

  async gather(visit: Visit, walk: Walk): Promise<boolean> {
    const { path, folder } = this.#place(visit);
    if (this.#waiting.length > 0 && (folder !== this.#folder || this.#waitingBytes + path.length > ARGUMENTS_BYTES_MOST))
      await this.finish(walk);
    this.#folder = folder;
    this.#waiting.push(path);
    this.#waitingBytes += path.length + 1;
    return true;
  }

  async finish(walk: Walk): Promise<void> {
    if (this.#waiting.length === 0) return;
    const argv = [...this.#command.slice(0, -1), ...this.#waiting];
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (!(await this.#run(argv, this.#folder, walk))) walk.status = 1;
  }

  async #run(argv: readonly string[], folder: string | undefined, walk: Walk): Promise<boolean> {
    await walk.out.flush();
    const { sys, env, name } = this.#state.tool;
    const pid = await spawn(sys, argv, env, {
      async prepare(child: Sys) {
        if (folder !== undefined) await child.chdir(folder);
      },
      async failed(child, error) {
        await warn(child, `${name}: ‘${argv[0]}’: ${error.message}\n`);
        return 1;
      },
    });
    const waited = await waitFor(sys, pid);
    return waited.how === 'exited' && waited.status === 0;
  }
}
