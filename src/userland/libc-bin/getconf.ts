// getconf: the values that the system has for POSIX's variables. glibc 2.43.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { print, program, readText, warn } from '../lib/io.ts';
import { glibcVersion } from './argp.ts';
import { pathVariables, variables } from './getconf-variables.ts';
import { HELP } from './help/getconf.ts';

const USAGE = 'Usage: getconf [-v specification] variable_name [pathname]\n       getconf -a [pathname]\n';
const MISTAKE = 2;
const UNREADABLE = 3;
const PAGE_BYTES = 4096;
const NAME_WIDTH = 35;

export default program({
  name: 'getconf',
  summary: 'query system configuration variables',

  async main(sys, argv) {
    const words = argv.slice(1);
    if (words[0] === '--version') return print(sys, `${glibcVersion('getconf', 'Roland McGrath')}\n`);
    if (words[0] === '--help') return print(sys, HELP);
    // Every environment that can be asked for has the same values here.
    if (words[0] === '-v') words.splice(0, 2);
    else if (words[0]?.startsWith('-v')) words.shift();
    if (words[0] === '-a') return all(sys, words[1] ?? '/');
    const [name, path] = words;
    if (name === undefined || words.length > 2) return usage(sys);
    return one(sys, name, path);
  },
});

async function usage(sys: Sys): Promise<number> {
  await warn(sys, USAGE);
  return MISTAKE;
}

async function one(sys: Sys, name: string, path: string | undefined): Promise<number> {
  if (!variables.has(name)) {
    await warn(sys, `getconf: Unrecognized variable \`${name}'\n`);
    return MISTAKE;
  }
  if (pathVariables.has(name) !== (path !== undefined)) return usage(sys);
  try {
    const value = await valueOf(sys, name, path ?? '/');
    await print(sys, `${value === '' ? 'undefined' : value}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `getconf: pathconf: ${path}: ${error.message}\n`);
    return UNREADABLE;
  }
}

async function all(sys: Sys, path: string): Promise<number> {
  let text = '';
  for (const name of variables.keys()) text += `${name.padEnd(NAME_WIDTH)} ${await valueOf(sys, name, path)}\n`;
  await print(sys, text);
  return 0;
}

/** A variable's value: the machine's or the process's where it is one that changes, else glibc's constant. */
async function valueOf(sys: Sys, name: string, path: string): Promise<string> {
  if (pathVariables.has(name)) {
    const { blockSizeBytes, nameBytesMax } = await sys.statfs(path);
    if (name === 'NAME_MAX') return String(nameBytesMax);
    if (name === 'POSIX_ALLOC_SIZE_MIN') return String(blockSizeBytes);
  }
  switch (name) {
    case '_NPROCESSORS_CONF':
    case 'NPROCESSORS_CONF':
    case '_NPROCESSORS_ONLN':
    case 'NPROCESSORS_ONLN':
      return String((await readText(sys, '/proc/cpuinfo')).match(/^processor\b/gm)?.length ?? 1);
    case '_PHYS_PAGES':
      return String(Math.floor((await sys.sysinfo()).totalRamBytes / PAGE_BYTES));
    case '_AVPHYS_PAGES':
      return String(Math.floor((await sys.sysinfo()).freeRamBytes / PAGE_BYTES));
    case 'CHILD_MAX':
      return limit((await sys.prlimit(0, 'nproc')).soft);
    case 'OPEN_MAX':
      return limit((await sys.prlimit(0, 'nofile')).soft);
    case 'SIGQUEUE_MAX':
      return limit((await sys.prlimit(0, 'sigpending')).soft);
    case 'ARG_MAX':
      return limit(Math.max(Math.floor((await sys.prlimit(0, 'stack')).soft / 4), 131072));
    default:
      return variables.get(name) ?? '';
  }
}

const limit = (value: number): string => (Number.isFinite(value) ? String(value) : '');
