// Which processes pgrep and pkill mean: the tests that their options make. procps-ng 4.0.7.

import { Errno } from '../../../abi/errno.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Pid } from '../../../abi/types.ts';
import { groups, users } from '../../lib/accounts.ts';
import type { Tool } from '../../lib/command.ts';
import { readText } from '../../lib/io.ts';
import { procText, ttyName } from '../../lib/proc.ts';
import { compileEre, RegexError } from '../../lib/regex.ts';
import { elapsedSeconds, type Task, uptimeSeconds } from '../process.ts';

export type Test = (task: Task) => boolean | Promise<boolean>;

const USAGE = 2;
const NAME_LENGTH = 15;
const NAMESPACES = ['ipc', 'mnt', 'net', 'pid', 'user', 'uts'];
const FIELD_GROUP = 5;
const FIELD_SESSION = 6;
const FIELD_TTY = 7;
const FIELD_PARENT = 4;

const listOf = (tool: Tool, option: string): string[] | undefined => {
  const values = tool.given.filter(each => each.option === option).flatMap(({ value = '' }) => value.split(','));
  return tool.has(option) ? values : undefined;
};

/** Numbers of a list; 0 is the caller's own where `own` is there. */
function numbers(tool: Tool, option: string, words: (text: string) => string, own?: number): number[] | undefined {
  return listOf(tool, option)?.map(text => {
    if (!/^-?\d+$/.test(text)) tool.fail(words(text), USAGE);
    return own !== undefined && Number(text) === 0 ? own : Number(text);
  });
}

async function ids(tool: Tool, option: string, kind: 'user' | 'group'): Promise<number[] | undefined> {
  const list = listOf(tool, option);
  if (!list) return undefined;
  const known =
    kind === 'user'
      ? (await users(tool.sys)).map(({ name, uid }) => ({ name, id: uid }))
      : (await groups(tool.sys)).map(({ name, gid }) => ({ name, id: gid }));
  return list.map(text => {
    const id = known.find(({ name }) => name === text)?.id ?? (/^\d+$/.test(text) ? Number(text) : undefined);
    return id ?? tool.fail(`invalid ${kind} name: ${text}`, USAGE);
  });
}

/** The pattern as a test of a name or, with -f, of the whole command line. */
function patternTest(tool: Tool, pattern: string): Test {
  let expression: RegExp;
  try {
    expression = compileEre(tool.has('-x') ? `^(${pattern})$` : pattern, tool.has('-i') ? 'i' : '', { strayParen: 'literal' });
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return tool.fail(`regex error: ${error.message}`, USAGE);
  }
  return task => expression.test(tool.has('-f') ? lineOf(task) : task.comm);
}

/** A process's words as -f matches and -a prints them. */
export const lineOf = (task: Task): string => (task.arguments.length > 0 ? task.arguments.join(' ').trimEnd() : task.comm);

async function namespaceTest(tool: Tool): Promise<Test | undefined> {
  const target = tool.value('--ns');
  if (target === undefined) return undefined;
  if (!/^\d+$/.test(target)) tool.fail(`not a number: ${target}`, USAGE);
  const kinds = listOf(tool, '--nslist') ?? NAMESPACES;
  for (const kind of kinds) if (!NAMESPACES.includes(kind)) tool.usage('');
  const wanted = await namespacesOf(tool.sys, Number(target), kinds);
  if (!wanted) return tool.fail('Error reading reference namespace information', USAGE);
  return async task => (await namespacesOf(tool.sys, task.pid, kinds))?.every((ino, index) => ino === wanted[index]) ?? false;
}

async function namespacesOf(sys: Sys, pid: Pid, kinds: readonly string[]): Promise<number[] | undefined> {
  const found: number[] = [];
  try {
    for (const kind of kinds) found.push((await sys.stat(`/proc/${pid}/ns/${kind}`)).ino);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
  return found;
}

async function ancestors(sys: Sys, all: readonly Task[]): Promise<Set<Pid>> {
  const found = new Set<Pid>();
  for (let at = await sys.getppid(); at > 0 && !found.has(at); ) {
    found.add(at);
    const task = all.find(({ pid }) => pid === at);
    at = task?.field(FIELD_PARENT) ?? 0;
  }
  return found;
}

async function pidfileTest(tool: Tool): Promise<Test | undefined> {
  const path = tool.value('-F');
  if (path === undefined) return undefined;
  try {
    const pid = /^\s*(\d+)/.exec(await readText(tool.sys, path))?.[1];
    if (pid === undefined) return tool.fail(`pidfile not valid\n${hint(tool.name)}`.trimEnd(), USAGE);
    return task => task.pid === Number(pid);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return tool.fail(`Unable to open pidfile: ${error.message}`);
  }
}

const hint = (name: string): string => `Try \`${name} --help' for more information.\n`;

/** All that the options and the pattern ask for. Ends the program where they ask for nothing. */
export async function testsOf(tool: Tool, all: readonly Task[]): Promise<Test[]> {
  const { sys } = tool;
  const tests: Test[] = [];
  const among = (list: readonly number[] | undefined, value: (task: Task) => number): void => {
    if (list) tests.push(task => list.includes(value(task)));
  };
  const notNumber = (text: string): string => `not a number: ${text}`;
  among(numbers(tool, '-p', notNumber), ({ pid }) => pid);
  among(numbers(tool, '-P', notNumber), task => task.field(FIELD_PARENT));
  among(
    numbers(tool, '-g', text => `invalid process group: ${text}`, await sys.getpgid()),
    task => task.field(FIELD_GROUP),
  );
  among(
    numbers(tool, '-s', text => `invalid session: ${text}`, await sys.getsid()),
    task => task.field(FIELD_SESSION),
  );
  among(await ids(tool, '-u', 'user'), task => task.ids.euid);
  among(await ids(tool, '-U', 'user'), task => task.ids.ruid);
  among(await ids(tool, '-G', 'group'), task => task.ids.rgid);
  const terminals = listOf(tool, '-t')?.map(name => name.replace(/^\/dev\//, ''));
  if (terminals) tests.push(task => terminals.includes(ttyName(task.field(FIELD_TTY))));
  const states = listOf(tool, '-r');
  if (states) tests.push(task => states.join('').includes(task.state));
  const cgroups = listOf(tool, '--cgroup')?.map(path => (path.startsWith('/') ? path : `/${path}`));
  if (cgroups) {
    tests.push(async task => cgroups.includes((await procText(sys, `/proc/${task.pid}/cgroup`))?.trim().replace(/^0::/, '') ?? ''));
  }
  const variables = listOf(tool, '--env');
  if (variables) {
    tests.push(async task => {
      const words = (await procText(sys, `/proc/${task.pid}/environ`))?.split('\0') ?? [];
      return variables.some(each => words.some(word => word === each || (!each.includes('=') && word.startsWith(`${each}=`))));
    });
  }
  for (const test of [await namespaceTest(tool), await pidfileTest(tool), await olderTest(tool)]) if (test) tests.push(test);
  if (tests.length === 0 && tool.operands.length === 0) tool.fail(`no matching criteria specified\n${hint(tool.name)}`.trimEnd(), USAGE);
  if (tool.operands.length > 1) tool.fail(`only one pattern can be provided\n${hint(tool.name)}`.trimEnd(), USAGE);
  const [pattern] = tool.operands;
  if (pattern !== undefined) tests.push(namedBy(tool, pattern));
  if (tool.has('-A')) {
    const above = await ancestors(sys, all);
    tests.push(task => !above.has(task.pid));
  }
  return tests;
}

async function olderTest(tool: Tool): Promise<Test | undefined> {
  const older = tool.value('-O');
  if (older === undefined) return undefined;
  if (!/^\d+$/.test(older)) tool.fail(`not a number: ${older}`, USAGE);
  const uptime = await uptimeSeconds(tool.sys);
  return task => elapsedSeconds(task, uptime) >= Number(older);
}

function namedBy(tool: Tool, pattern: string): Test {
  if (!tool.has('-f') && pattern.length > NAME_LENGTH && !/[^\w./-]/.test(pattern)) {
    tool.fail(
      'pattern that searches for process name longer than 15 characters will result in zero matches\n' +
        `Try \`${tool.name} -f' option to match against the complete command line.`,
    );
  }
  return patternTest(tool, pattern);
}
