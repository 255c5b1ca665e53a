// runc: containers by the Open Container Initiative's runtime specification. runc 1.3.6, its commands that engines use.

import { Errno } from '../../abi/errno.ts';
import { SIGNALS, type Signal, signalFromNumber, signalNumber } from '../../abi/signal.ts';
import type { Sys } from '../../abi/sys.ts';
import { encode, print, program, readText, warn, writeAll, writeFile } from '../../userland/lib/io.ts';
import type { OciProcess, OciResources, OciSpec } from '../api/oci.ts';
import { applyResources, freeze, removeCgroup } from './cgroup.ts';
import { create, removeFolder } from './create.ts';
import { exec } from './exec.ts';
import { Failure, goWords } from './failure.ts';
import { fifoOf, listIds, loadState, statusOf } from './state.ts';

const VERSION = 'runc version 1.3.6+ds1\ncommit: 1.3.6+ds1-1\nspec: 1.2.1\ngo: go1.27.1\nlibseccomp: 2.6.1\n';

/** Options that take a value, of runc itself and of its commands. */
const VALUED = new Set(
  'root log log-format bundle b pid-file console-socket process p resources r cwd env e user u format f preserve-fds'.split(' '),
);

interface Line {
  options: Map<string, string>;
  operands: string[];
}

/** Options before the first operand, as urfave/cli reads them: "--x v", "--x=v", "-x v". */
function parse(words: readonly string[]): Line {
  const options = new Map<string, string>();
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      at++;
      break;
    }
    if (!word.startsWith('-')) break;
    const [name = '', inline] = word.replace(/^--?/, '').split(/=(.*)/s);
    options.set(name, inline ?? (VALUED.has(name) ? (words[++at] ?? '') : 'true'));
  }
  return { options, operands: words.slice(at) };
}

interface Call extends Line {
  sys: Sys;
  root: string;
}

const idOf = ({ operands }: Call, command: string): string => {
  const id = operands[0];
  if (id === undefined) throw new Failure(`runc: "${command}" requires exactly 1 argument(s)`);
  if (!/^[\w+.-]+$/.test(id)) throw new Failure('invalid id format');
  return id;
};

async function start(sys: Sys, root: string, id: string): Promise<void> {
  const state = await loadState(sys, root, id);
  const status = await statusOf(sys, root, state);
  if (status === 'stopped') throw new Failure('cannot start a container that has stopped');
  if (status !== 'created') throw new Failure('cannot start an already running container');
  const fifo = await sys.open(fifoOf(root, id), { write: true, cloexec: true });
  await writeAll(sys, fifo, encode('0'));
  await sys.close(fifo);
  await sys.unlink(fifoOf(root, id));
}

/** "KILL", "SIGKILL" or "9". Throws Failure. */
function signalOf(text: string): Signal {
  const number = /^\d+$/.test(text) ? Number(text) : undefined;
  const signal = number === undefined ? (`SIG${text.toUpperCase().replace(/^SIG/, '')}` as Signal) : signalFromNumber(number);
  if (signal === undefined || (number === undefined && !(SIGNALS as readonly Signal[]).includes(signal)))
    throw new Failure(`unknown signal "${text}"`);
  return signal;
}

async function remove({ sys, root, options }: Call, id: string): Promise<void> {
  const state = await loadState(sys, root, id);
  const status = await statusOf(sys, root, state);
  if (status !== 'stopped') {
    if (!options.has('force') && !options.has('f')) {
      throw new Failure(`cannot delete container ${id} that is not stopped: ${status}`);
    }
    await sys.kill(state.init_process_pid, 'SIGKILL');
  }
  await removeCgroup(sys, state.cgroup);
  await removeFolder(sys, root, id);
}

async function execCommand(call: Call): Promise<void> {
  const { sys, root, options, operands } = call;
  const id = idOf(call, 'exec');
  const file = options.get('process') ?? options.get('p');
  let process: OciProcess;
  if (file === undefined) {
    const state = await loadState(sys, root, id);
    const spec = JSON.parse(await readText(sys, `${state.bundle}/config.json`)) as OciSpec;
    process = { ...spec.process, terminal: false, args: operands.slice(1), cwd: options.get('cwd') ?? spec.process.cwd };
    if (process.args.length === 0) throw new Failure('process args cannot be empty');
  } else process = JSON.parse(await readText(sys, file)) as OciProcess;
  const pid = await exec(sys, { root, id, process, ...where(options) });
  if (options.has('detach') || options.has('d')) return;
  const end = await sys.wait(pid);
  if (end?.how === 'exited') await sys.exit(end.status);
  if (end?.how === 'killed') await sys.exit(128 + signalNumber(end.signal));
}

const where = (options: ReadonlyMap<string, string>): { pidFile?: string; consoleSocket?: string } => ({
  ...(options.has('pid-file') ? { pidFile: options.get('pid-file')! } : {}),
  ...(options.has('console-socket') ? { consoleSocket: options.get('console-socket')! } : {}),
});

async function list({ sys, root, options }: Call): Promise<void> {
  const ids = await listIds(sys, root);
  if (options.has('quiet') || options.has('q')) return print(sys, ids.map(id => `${id}\n`).join(''));
  const rows = [['ID', 'PID', 'STATUS', 'BUNDLE', 'CREATED', 'OWNER']];
  for (const id of ids) {
    const state = await loadState(sys, root, id);
    const status = await statusOf(sys, root, state);
    rows.push([id, String(status === 'stopped' ? 0 : state.init_process_pid), status, state.bundle, state.created, 'root']);
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length), 11));
  const text = rows.map(row => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]! + 1))).join(''));
  await print(sys, `${text.join('\n')}\n`);
}

async function showState(call: Call): Promise<void> {
  const { sys, root } = call;
  const id = idOf(call, 'state');
  const state = await loadState(sys, root, id);
  const status = await statusOf(sys, root, state);
  const pid = status === 'stopped' ? 0 : state.init_process_pid;
  const { bundle, rootfs, created } = state;
  await print(sys, `${JSON.stringify({ ociVersion: '1.2.1', id, pid, status, bundle, rootfs, created, owner: '' }, undefined, 2)}\n`);
}

const COMMANDS: Record<string, (call: Call) => Promise<unknown>> = {
  create: async call => {
    const bundle = call.options.get('bundle') ?? call.options.get('b') ?? (await call.sys.getcwd());
    return create(call.sys, { root: call.root, id: idOf(call, 'create'), bundle, ...where(call.options) });
  },
  start: call => start(call.sys, call.root, idOf(call, 'start')),
  run: async call => {
    const id = idOf(call, 'run');
    const bundle = call.options.get('bundle') ?? call.options.get('b') ?? (await call.sys.getcwd());
    const pid = await create(call.sys, { root: call.root, id, bundle, ...where(call.options) });
    await start(call.sys, call.root, id);
    if (call.options.has('detach') || call.options.has('d')) return;
    const end = await call.sys.wait(pid);
    await remove({ ...call, options: new Map([['force', 'true']]) }, id);
    if (end?.how === 'exited') await call.sys.exit(end.status);
    if (end?.how === 'killed') await call.sys.exit(128 + signalNumber(end.signal));
  },
  kill: async call => {
    const state = await loadState(call.sys, call.root, idOf(call, 'kill'));
    if ((await statusOf(call.sys, call.root, state)) === 'stopped') throw new Failure('container not running');
    await call.sys.kill(state.init_process_pid, signalOf(call.operands[1] ?? 'SIGTERM'));
  },
  delete: call => remove(call, idOf(call, 'delete')),
  exec: execCommand,
  state: showState,
  list,
  pause: async call => freeze(call.sys, (await loadState(call.sys, call.root, idOf(call, 'pause'))).cgroup, true),
  resume: async call => freeze(call.sys, (await loadState(call.sys, call.root, idOf(call, 'resume'))).cgroup, false),
  update: async call => {
    const { cgroup } = await loadState(call.sys, call.root, idOf(call, 'update'));
    const file = call.options.get('resources') ?? call.options.get('r');
    if (file === undefined) throw new Failure('update without --resources is not simulated here');
    await applyResources(call.sys, cgroup, JSON.parse(await readText(call.sys, file)) as OciResources);
  },
};

/** Says what went wrong on stderr, and in the log where one is asked for (the shim reads it from there). */
async function giveUp(sys: Sys, message: string, log: string | undefined): Promise<number> {
  if (log === undefined) await warn(sys, `ERRO[0000] ${message}\n`);
  else await writeFile(sys, log, `${JSON.stringify({ level: 'error', msg: message })}\n`, 0o644, { append: true });
  return 1;
}

export default program({
  name: 'runc',
  summary: 'Open Container Initiative runtime',

  async main(sys, argv) {
    const own = parse(argv.slice(1));
    if (own.options.has('version') || own.options.has('v')) {
      await print(sys, VERSION);
      return 0;
    }
    const [name, ...rest] = own.operands;
    const command = name === undefined ? undefined : COMMANDS[name];
    if (!command) return giveUp(sys, name === undefined ? 'no command given' : `No help topic for '${name}'`, undefined);
    try {
      await command({ sys, root: own.options.get('root') ?? '/run/runc', ...parse(rest) });
      return 0;
    } catch (error) {
      if (!(error instanceof Failure || error instanceof Errno)) throw error;
      return giveUp(sys, goWords(error), own.options.get('log'));
    }
  },
});
