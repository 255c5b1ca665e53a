// setcap: gives capabilities to files, takes them away, or compares. libcap 2.78.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { lines, print, program, STDIN, warn } from '../lib/io.ts';
import { effectiveAlone, readFileCapabilities, removeFileCapabilities, writeFileCapabilities } from './file-caps.ts';
import { HELP } from './help/setcap.ts';
import { LICENSE } from './license.ts';
import { capsFromText, type ThreeSets } from './text.ts';

/** Ends the program: words, then the status. */
class Stop extends Error {
  readonly status: number;

  constructor(words: string, status = 1) {
    super(words);
    this.status = status;
  }
}

interface How {
  quiet: boolean;
  verify: boolean;
  force: boolean;
  rootId: number;
}

export default program({
  name: 'setcap',
  summary: 'set file capabilities',

  async main(sys, argv) {
    try {
      return await setcap(sys, argv.slice(1));
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      await warn(sys, error.message);
      return error.status;
    }
  },
});

async function setcap(sys: Sys, words: string[]): Promise<number> {
  const how: How = { quiet: false, verify: false, force: false, rootId: 0 };
  if (words.length === 0) throw new Stop(HELP);
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === '-q') how.quiet = true;
    else if (word === '-v') how.verify = true;
    else if (word === '-f') how.force = true;
    else if (word === '-h') throw new Stop(HELP, 0);
    else if (word === '--license') {
      await print(sys, LICENSE('setcap'));
      return 0;
    } else if (word === '-n') how.rootId = rootIdOf(words.shift());
    else {
      const wanted = word === '-r' ? undefined : await setsOf(sys, word, how);
      const path = words.shift();
      if (path === undefined) throw new Stop(HELP);
      if (how.verify) await verify(sys, path, wanted ?? NOTHING, how);
      else await change(sys, path, wanted, how);
    }
  }
  return 0;
}

const NOTHING: ThreeSets = { effective: new Set(), permitted: new Set(), inheritable: new Set() };

function rootIdOf(text: string | undefined): number {
  if (text === undefined) throw new Stop(HELP);
  const id = Number(text);
  if (!Number.isInteger(id) || id <= 0) throw new Stop(`invalid rootid!=0 of '${text}'`);
  return id;
}

async function setsOf(sys: Sys, word: string, how: How): Promise<ThreeSets> {
  const text = word === '-' ? await readCaps(sys, how) : word;
  const sets = capsFromText(text);
  if (!sets) throw new Stop(`fatal error: Invalid argument\n${HELP}argument: ${text}\n`);
  return sets;
}

async function readCaps(sys: Sys, { quiet }: How): Promise<string> {
  if (!quiet) await warn(sys, 'Please enter caps for file [empty line to end]:\n');
  let text = '';
  for await (const line of lines(sys, STDIN)) {
    if (line === '') break;
    text += `${line} `;
  }
  return text.trim();
}

const differing = (one: ReadonlySet<unknown>, other: ReadonlySet<unknown>): boolean =>
  one.size !== other.size || [...one].some(each => !other.has(each));

async function verify(sys: Sys, path: string, wanted: ThreeSets, how: How): Promise<void> {
  const found = (await readFileCapabilities(sys, path).catch(() => undefined)) ?? { ...NOTHING, rootId: 0 };
  const letters = [
    differing(found.permitted, wanted.permitted) ? 'p' : '',
    differing(found.inheritable, wanted.inheritable) ? 'i' : '',
    differing(found.effective, wanted.effective) ? 'e' : '',
  ].join('');
  const root = found.rootId === how.rootId ? '' : `, rootid(${found.rootId}!=${how.rootId})`;
  if (letters === '' && root === '') {
    if (!how.quiet) await print(sys, `${path}: OK\n`);
    return;
  }
  if (!how.quiet) await print(sys, `${path} differs in [${letters}${root}]\n`);
  throw new Stop('');
}

async function change(sys: Sys, path: string, wanted: ThreeSets | undefined, how: How): Promise<void> {
  const own = await sys.capget();
  if (!own.permitted.has('CAP_SETFCAP')) throw new Stop('unable to set CAP_SETFCAP effective capability: Operation not permitted\n');
  if (!own.effective.has('CAP_SETFCAP')) await sys.capset({ effective: new Set([...own.effective, 'CAP_SETFCAP']) });
  const stat = await sys.stat(path, { nofollow: true }).catch(error => {
    if (error instanceof Errno) return undefined;
    throw error;
  });
  try {
    if (stat && stat.kind !== 'file') throw new Errno('EINVAL');
    if (!wanted) await removeFileCapabilities(sys, path);
    else {
      if (effectiveAlone(wanted)) {
        await warn(
          sys,
          'Error: under Linux, effective file capabilities must either be empty, or\n' +
            '       exactly match the union of selected permitted and inheritable bits.\n',
        );
        if (!how.force) throw new Stop('');
      }
      await writeFileCapabilities(sys, path, wanted, how.rootId);
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Stop(`${failure(error, path, wanted === undefined)}\n`);
  }
}

function failure(error: Errno, path: string, removing: boolean): string {
  if (error.code === 'EINVAL') return `Invalid file '${path}' for capability operation`;
  if (error.code === 'ENODATA') return `File '${path}' has no capability to remove`;
  return removing
    ? `Failed to remove capabilities on file '${path}': ${error.message}`
    : `Failed to set capabilities on file '${path}': ${error.message}`;
}
