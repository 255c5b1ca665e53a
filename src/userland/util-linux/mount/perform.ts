// Mounting one thing: the system calls behind a request, and what is said where one fails. As libmount 2.42.

import { Errno } from '../../../abi/errno.ts';
import type { MountOption } from '../../../abi/mount.ts';
import type { Sys } from '../../../abi/sys.ts';
import type { Tool } from '../../lib/command.ts';
import { readText, warn } from '../../lib/io.ts';
import { canonicalOr } from '../canonical.ts';
import { mountTable } from '../mountinfo.ts';
import { type Options, readOptions } from './options.ts';
import { type Attempt, failureWords, HINT } from './words.ts';

export interface Request {
  source: string | undefined;
  target: string;
  type: string | undefined;
  words: readonly string[];
  verbose: boolean;
  fake: boolean;
}

export const EX_USAGE = 1;
export const EX_FAIL = 32;

/** Carries out a request. Gives mount's exit status: 0, or 32 after having said why not. */
export async function perform(tool: Tool, request: Request): Promise<number> {
  const { sys } = tool;
  const options = readOptions(request.words);
  if (request.source === undefined && !options.remount && (options.operation !== undefined || options.propagation.length === 0)) {
    await warn(sys, `mount: ${request.target}: mount failed: Invalid argument.\n`);
    return EX_USAGE;
  }
  if (options.loop) return fail(tool, request.target, 'loop devices are not simulated here.');
  const { uid, euid } = await sys.getids();
  if (uid !== 0 || euid !== 0) return fail(tool, await canonicalOr(sys, request.target), 'must be superuser to use mount.');
  if (options.mkdir !== undefined) await makeFolders(sys, request.target, options.mkdir);
  const target = await canonicalOr(sys, request.target);
  const attempt: Attempt = { source: request.source, target, type: request.type, call: 'fsconfig', what: 'mount' };
  try {
    if (!request.fake) await carryOut(sys, { ...request, target }, options, attempt);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return fail(tool, target, await failureWords(sys, attempt, error));
  }
  if (request.verbose) tool.out.write(await said(sys, request, options));
  return 0;
}

async function fail(tool: Tool, target: string, words: string): Promise<number> {
  await tool.out.flush();
  await warn(tool.sys, `mount: ${target}: ${words}\n${HINT}`);
  return EX_FAIL;
}

async function said(sys: Sys, request: Request, options: Options): Promise<string> {
  const { target, source } = request;
  if (options.operation === 'move') return `mount: ${source} moved to ${target}.\n`;
  const bound = options.operation !== undefined;
  if (source === undefined && !options.remount) return `mount: ${target} propagation flags changed.\n`;
  const shown = source ?? (await mountTable(sys)).findLast(each => each.target === target)?.source ?? 'none';
  return `mount: ${shown} ${bound ? 'bound' : 'mounted'} on ${target}.\n`;
}

async function makeFolders(sys: Sys, path: string, mode: number): Promise<void> {
  let done = path.startsWith('/') ? '' : '.';
  for (const part of path.split('/')) {
    if (part === '') continue;
    done += `/${part}`;
    try {
      await sys.mkdir(done, mode);
    } catch (error) {
      if (!(error instanceof Errno) || error.code !== 'EEXIST') throw error;
    }
  }
}

async function carryOut(sys: Sys, request: Request, options: Options, attempt: Attempt): Promise<void> {
  const { source = '', target } = request;
  if (options.remount) await remount(sys, request, options, attempt);
  else if (options.operation === 'move') {
    Object.assign(attempt, { what: 'move', call: 'move_mount' });
    await sys.mount(source, target, '', { move: true });
  } else if (options.operation !== undefined) await bind(sys, request, options, attempt);
  else if (request.source !== undefined) await mountNew(sys, request, options, attempt);
  for (const { kind, recursive } of options.propagation) {
    Object.assign(attempt, { what: 'propagation', call: 'mount_setattr' });
    await sys.mount('none', target, '', { propagation: kind, recursive });
  }
}

async function bind(sys: Sys, { source = '', target }: Request, options: Options, attempt: Attempt): Promise<void> {
  attempt.call = 'open_tree';
  await sys.mount(source, target, '', { bind: true, recursive: options.operation === 'rbind' });
  if (options.flags.size === 0) return;
  attempt.call = 'mount_setattr';
  const before = await flagsOf(sys, target);
  await sys.mount('none', target, '', { remount: true, bind: true, options: [...new Set([...before, ...options.flags])] });
}

const FLAG_WORDS: readonly MountOption[] = ['ro', 'nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime'];

/** The flags in force on the mount that is seen at a path. */
async function flagsOf(sys: Sys, target: string): Promise<MountOption[]> {
  const entry = (await mountTable(sys).catch(() => [])).findLast(each => each.target === target);
  const words = entry?.vfsOptions.split(',') ?? [];
  return FLAG_WORDS.filter(flag => words.includes(flag));
}

async function remount(sys: Sys, request: Request, options: Options, attempt: Attempt): Promise<void> {
  attempt.what = 'remount';
  attempt.source = undefined;
  const { target, words } = request;
  const bindOnly = options.operation !== undefined;
  const entry = (await mountTable(sys).catch(() => [])).findLast(each => each.target === target);
  const before = await flagsOf(sys, target);
  if (!bindOnly && entry?.fsOptions.split(',').includes('ro') && !before.includes('ro')) before.push('ro');
  const merged = readOptions(words, before);
  // The filesystem's own options are given again with the new ones, as libmount merges them.
  const own = bindOnly ? [] : (entry?.fsOptions.split(',').filter(word => word !== '' && word !== 'rw' && word !== 'ro') ?? []);
  await sys.mount('none', target, '', { remount: true, bind: bindOnly, options: [...merged.flags] }, [...own, ...options.data].join(','));
}

async function mountNew(sys: Sys, request: Request, options: Options, attempt: Attempt): Promise<void> {
  const { source = '', target, type } = request;
  const flags = { options: [...options.flags] };
  const data = options.data.join(',');
  const one = type !== undefined && type !== 'auto' && !type.includes(',') && !type.startsWith('no');
  if (one) return sys.mount(source, target, type, flags, data);
  attempt.type = undefined;
  let last: Errno = new Errno('EINVAL');
  for (const candidate of await candidates(sys, type)) {
    try {
      return await sys.mount(source, target, candidate, flags, data);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'ENODEV') continue;
      last = error;
      if (error.code === 'EPERM' || error.code === 'EBUSY' || (error.code === 'ENOENT' && error.detail === undefined)) throw error;
    }
  }
  throw last;
}

/** The types to try in turn, where none is given: those that need a device. */
async function candidates(sys: Sys, list: string | undefined): Promise<string[]> {
  if (list?.includes(',') && !list.startsWith('no')) return list.split(',');
  const excluded = list?.startsWith('no') ? list.slice(2).split(',') : [];
  const text = await readText(sys, '/proc/filesystems').catch(() => '');
  return text
    .split('\n')
    .filter(line => line.startsWith('\t'))
    .map(line => line.trim())
    .filter(name => !excluded.includes(name));
}
