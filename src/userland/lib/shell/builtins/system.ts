// trap, umask, ulimit, times. As bash 5.3's trap.def, umask.def, ulimit.def, times.def, and dash's.

import { Errno } from '../../../../abi/errno.ts';
import type { Resource } from '../../../../abi/types.ts';
import { changeMode, parseMode } from '../../modes.ts';
import type { Builtin } from '../builtin-table.ts';
import { singleQuote } from '../quoting.ts';
import { Complaint, type Shell } from '../state.ts';
import { setTrap, trapListing, trapName } from '../traps.ts';
import { listSignals } from './jobs.ts';
import { has, readOptions, usage } from './usage.ts';

const quoted = (text: string): string => (text === '' ? "''" : singleQuote(text));

/** How trap lists a name: bash has SIG before signals, dash not. */
const shownName = (shell: Shell, name: string): string => (shell.dialect.kind === 'bash' ? name : name.replace(/^SIG/, ''));

function listing(shell: Shell, names?: readonly string[], actionsOnly = false): string {
  const all = shell.traps.size === 0 && shell.inheritedTraps !== undefined ? shell.inheritedTraps : shell.traps;
  const wanted = names === undefined ? all : new Map([...all].filter(([name]) => names.includes(name)));
  if (actionsOnly) return [...wanted.values()].map(action => `${action}\n`).join('');
  return trapListing(wanted, quoted).replace(
    /^(trap -- .*) (SIG\w+)$/gm,
    (_, head: string, name: string) => `${head} ${shownName(shell, name)}`,
  );
}

export const trap: Builtin = async (shell, args) => {
  const bash = shell.dialect.kind === 'bash';
  if (args[1] === '-' || (args[1] !== undefined && !args[1].startsWith('-'))) return setAll(shell, args.slice(1));
  const given = readOptions(shell, args, bash ? 'Plp' : shell.dialect.kind === 'ash' ? 'lp' : '');
  if (has(given, 'l')) return shell.print(listSignals());
  if (has(given, 'p') || has(given, 'P')) {
    const names: string[] = [];
    for (const operand of given.operands) {
      const name = trapName(operand);
      if (name === undefined) throw new Complaint(`trap: ${operand}: invalid signal specification`);
      names.push(name);
    }
    return shell.print(listing(shell, given.operands.length > 0 ? names : undefined, has(given, 'P')));
  }
  if (given.operands.length === 0) return shell.print(listing(shell));
  return setAll(shell, given.operands);
};

async function setAll(shell: Shell, words: string[]): Promise<number> {
  let [action, ...names] = words as [string, ...string[]];
  let reset = action === '-';
  // One word alone, or a number first, resets.
  if (names.length === 0) {
    if (trapName(action) === undefined) {
      if (shell.dialect.kind === 'bash') return usage(shell, 'trap');
      throw new Complaint(`trap: ${action}: bad trap`, 1);
    }
    names = [action];
    reset = true;
  } else if (/^\d+$/.test(action) && trapName(action) !== undefined) {
    names = [action, ...names];
    reset = true;
  }
  let status = 0;
  for (const text of names) {
    const name = trapName(text);
    if (name === undefined) {
      await shell.complain(
        shell.dialect.kind === 'bash'
          ? `trap: ${text}: invalid signal specification`
          : shell.dialect.kind === 'dash'
            ? `trap: ${text}: bad trap`
            : `${text}: invalid signal specification`,
      );
      status = 1;
    } else {
      shell.inheritedTraps = undefined;
      await setTrap(shell, name, reset ? undefined : action);
    }
  }
  return status;
}

/** u=rwx,g=rx,o=rx of a mask. */
function symbolic(mask: number): string {
  const allowed = ~mask & 0o777;
  const part = (bits: number): string => (bits & 4 ? 'r' : '') + (bits & 2 ? 'w' : '') + (bits & 1 ? 'x' : '');
  return `u=${part(allowed >> 6)},g=${part(allowed >> 3)},o=${part(allowed)}`;
}

export const umask: Builtin = async (shell, args) => {
  const given = readOptions(shell, args, shell.dialect.kind === 'bash' ? 'Sp' : 'S');
  const [mode] = given.operands;
  if (mode === undefined) {
    const head = has(given, 'p') ? `umask ${has(given, 'S') ? '-S ' : ''}` : '';
    return shell.print(`${head}${has(given, 'S') ? symbolic(shell.umask) : shell.umask.toString(8).padStart(4, '0')}\n`);
  }
  if (/^\d/.test(mode)) {
    if (!/^[0-7]+$/.test(mode) || Number.parseInt(mode, 8) > 0o777) {
      if (shell.dialect.kind === 'bash') throw new Complaint(`umask: ${mode}: octal number out of range`);
      throw new Complaint(shell.dialect.kind === 'dash' ? `umask: Illegal number: ${mode}` : `illegal mode: ${mode}`, 2, true);
    }
    shell.umask = Number.parseInt(mode, 8);
  } else {
    const changes = parseMode(mode);
    if (changes === undefined) {
      if (shell.dialect.kind === 'bash')
        throw new Complaint(`umask: \`${mode[0]}': invalid symbolic mode ${/^[ugoa]/.test(mode) ? 'operator' : 'operator'}`);
      throw new Complaint(shell.dialect.kind === 'dash' ? `umask: Illegal mode: ${mode}` : `illegal mode: ${mode}`, 2, true);
    }
    shell.umask = ~changeMode(~shell.umask & 0o777, changes) & 0o777;
  }
  await shell.sys.umask(shell.umask);
  return has(given, 'S') ? shell.print(`${symbolic(shell.umask)}\n`) : 0;
};

interface Limit {
  letter: string;
  resource: Resource | undefined;
  /** What one unit of ulimit's number is. */
  unit: number;
  label: string;
  dash?: string;
}

const LIMITS: readonly Limit[] = [
  { letter: 'R', resource: 'rttime', unit: 1, label: 'real-time non-blocking time  (microseconds, -R)' },
  { letter: 'c', resource: 'core', unit: 512, label: 'core file size              (blocks, -c)', dash: 'coredump(blocks)' },
  { letter: 'd', resource: 'data', unit: 1024, label: 'data seg size               (kbytes, -d)', dash: 'data(kbytes)' },
  { letter: 'e', resource: 'nice', unit: 1, label: 'scheduling priority                 (-e)' },
  { letter: 'f', resource: 'fsize', unit: 512, label: 'file size                   (blocks, -f)', dash: 'file(blocks)' },
  { letter: 'i', resource: 'sigpending', unit: 1, label: 'pending signals                     (-i)' },
  { letter: 'l', resource: 'memlock', unit: 1024, label: 'max locked memory           (kbytes, -l)', dash: 'locked memory(kbytes)' },
  { letter: 'm', resource: 'rss', unit: 1024, label: 'max memory size             (kbytes, -m)', dash: 'memory(kbytes)' },
  { letter: 'n', resource: 'nofile', unit: 1, label: 'open files                          (-n)', dash: 'nofiles' },
  { letter: 'p', resource: undefined, unit: 512, label: 'pipe size                (512 bytes, -p)' },
  { letter: 'q', resource: 'msgqueue', unit: 1, label: 'POSIX message queues         (bytes, -q)' },
  { letter: 'r', resource: 'rtprio', unit: 1, label: 'real-time priority                  (-r)', dash: 'rtprio' },
  { letter: 's', resource: 'stack', unit: 1024, label: 'stack size                  (kbytes, -s)', dash: 'stack(kbytes)' },
  { letter: 't', resource: 'cpu', unit: 1, label: 'cpu time                   (seconds, -t)', dash: 'time(seconds)' },
  { letter: 'u', resource: 'nproc', unit: 1, label: 'max user processes                  (-u)', dash: 'process' },
  { letter: 'v', resource: 'as', unit: 1024, label: 'virtual memory              (kbytes, -v)', dash: 'vmemory(kbytes)' },
  { letter: 'x', resource: 'locks', unit: 1, label: 'file locks                          (-x)', dash: 'locks' },
];
const DASH_ORDER = 'tfdscmlunvxr'.replace('un', 'un');
const PIPE_BLOCKS = 8;

async function limitText(shell: Shell, limit: Limit, hard: boolean): Promise<string> {
  if (limit.resource === undefined) return String(PIPE_BLOCKS);
  const value = await shell.sys.prlimit(0, limit.resource);
  const number = hard ? value.hard : value.soft;
  return number === Number.POSITIVE_INFINITY ? 'unlimited' : String(Math.floor(number / limit.unit));
}

async function allLimits(shell: Shell, hard: boolean): Promise<number> {
  let text = '';
  if (shell.dialect.kind === 'bash') for (const limit of LIMITS) text += `${limit.label} ${await limitText(shell, limit, hard)}\n`;
  else {
    for (const letter of DASH_ORDER) {
      const limit = LIMITS.find(candidate => candidate.letter === letter)!;
      text += `${limit.dash!.padEnd(20)} ${await limitText(shell, limit, hard)}\n`;
    }
  }
  return shell.print(text);
}

export const ulimit: Builtin = async (shell, args) => {
  const letters = shell.dialect.kind === 'bash' ? 'SHabcdefiklmnpqrstuvxPRT' : 'SHatfdscmlpnvwur';
  const given = readOptions(shell, args, letters);
  const hardOnly = has(given, 'H') && !has(given, 'S');
  if (has(given, 'a')) return allLimits(shell, hardOnly);
  const chosen = given.options.map(({ letter }) => LIMITS.find(limit => limit.letter === letter)).filter(limit => limit !== undefined);
  if (chosen.length === 0) chosen.push(LIMITS.find(limit => limit.letter === 'f')!);
  const [value] = given.operands;
  if (value === undefined) {
    let text = '';
    for (const limit of chosen) text += (chosen.length > 1 ? `${limit.label} ` : '') + `${await limitText(shell, limit, hardOnly)}\n`;
    return shell.print(text);
  }
  for (const limit of chosen) await setLimit(shell, limit, value, has(given, 'S'), has(given, 'H'));
  return 0;
};

async function setLimit(shell: Shell, limit: Limit, text: string, softOnly: boolean, hardOnly: boolean): Promise<void> {
  const bash = shell.dialect.kind === 'bash';
  const what = limit.label.replace(/ +\(.*$/, '');
  if (limit.resource === undefined) throw new Complaint(`ulimit: ${what}: cannot modify limit: Invalid argument`);
  const before = await shell.sys.prlimit(0, limit.resource);
  let number: number;
  if (text === 'unlimited') number = Number.POSITIVE_INFINITY;
  else if (bash && text === 'hard') number = before.hard;
  else if (bash && text === 'soft') number = before.soft;
  else if (/^\d+$/.test(text)) number = Number(text) * limit.unit;
  else
    throw new Complaint(
      bash ? `ulimit: ${text}: invalid number` : shell.dialect.kind === 'dash' ? 'ulimit: bad number' : `ulimit: bad number`,
      bash ? 1 : 2,
      !bash,
    );
  const both = softOnly === hardOnly;
  try {
    await shell.sys.prlimit(0, limit.resource, {
      soft: both || softOnly ? number : before.soft,
      hard: both || hardOnly ? number : before.hard,
    });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (bash) throw new Complaint(`ulimit: ${what}: cannot modify limit: ${error.message}`);
    throw new Complaint(`ulimit: error setting limit (${error.message})`, 2, true);
  }
}

const minutes = (ms: number, places: number): string => `${Math.floor(ms / 60000)}m${((ms % 60000) / 1000).toFixed(places)}s`;

export const times: Builtin = async shell => {
  const self = await shell.sys.getrusage('self');
  const children = await shell.sys.getrusage('children');
  const places = shell.dialect.kind === 'bash' ? 3 : 6;
  return shell.print(
    `${minutes(self.userMs, places)} ${minutes(self.systemMs, places)}\n${minutes(children.userMs, places)} ${minutes(children.systemMs, places)}\n`,
  );
};
