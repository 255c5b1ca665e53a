// mount: shows and makes mounts. util-linux 2.42.

import { Errno } from '../../../abi/errno.ts';
import type { Tool } from '../../lib/command.ts';
import type { LongOptions } from '../../lib/getopt.ts';
import { warn } from '../../lib/io.ts';
import { utilLinux, VERSION } from '../frame.ts';
import { HELP } from '../help/mount.ts';
import { mergedOptions, mountTable, optionsMatch, typeMatches } from '../mountinfo.ts';
import { fstab } from './fstab.ts';
import { splitOptions } from './options.ts';
import { EX_FAIL, EX_USAGE, perform } from './perform.ts';

const PROPAGATIONS = ['shared', 'slave', 'private', 'unbindable', 'rshared', 'rslave', 'rprivate', 'runbindable'];

const LONG: LongOptions = {
  all: '-a',
  'no-canonicalize': '-c',
  beneath: 'none',
  exclusive: 'none',
  fake: '-f',
  fork: '-F',
  fstab: '-T',
  'internal-only': '-i',
  'show-labels': '-l',
  'map-groups': 'required',
  'map-users': 'required',
  mkdir: 'optional',
  'no-mtab': '-n',
  'options-mode': 'required',
  'options-source': 'required',
  'options-source-force': 'none',
  onlyonce: 'none',
  options: '-o',
  'test-opts': '-O',
  ro: '-r',
  'read-only': '-r',
  types: '-t',
  source: 'required',
  target: 'required',
  'target-prefix': 'required',
  verbose: '-v',
  rw: '-w',
  'read-write': '-w',
  namespace: '-N',
  label: '-L',
  uuid: '-U',
  bind: '-B',
  move: '-M',
  rbind: '-R',
  ...Object.fromEntries(PROPAGATIONS.map(kind => [`make-${kind}`, 'none' as const])),
};

const REFUSED = ['--beneath', '--exclusive', '--map-groups', '--map-users', '--options-mode', '--options-source', '--options-source-force'];

export default utilLinux({
  name: 'mount',
  summary: 'mount a filesystem',
  help: HELP,
  version: `mount from ${VERSION} (libmount 2.42.4: selinux, smack, btrfs, verity, namespaces, idmapping, fd-based-mount, statmount, statx, assert, debug)`,
  short: 'acfFT:ilm::no:O:rt:vwN:L:U:BMR',
  long: LONG,
  run: mount,
});

/** The options of the command line as one list, the last ones last. */
function optionWords(tool: Tool): string[] {
  const words: string[] = [];
  for (const { option, value } of tool.given) {
    if (option === '-o') words.push(...splitOptions(value ?? ''));
    else if (option === '-r') words.push('ro');
    else if (option === '-w') words.push('rw');
    else if (option === '-B') words.push('bind');
    else if (option === '-R') words.push('rbind');
    else if (option === '-M') words.push('move');
    else if (option === '-m' || option === '--mkdir')
      words.push(value === undefined ? 'X-mount.mkdir' : `X-mount.mkdir=${value.replace(/^=/, '')}`);
    else if (option.startsWith('--make-')) words.push(option.slice('--make-'.length));
  }
  return words;
}

async function mount(tool: Tool): Promise<number> {
  for (const option of REFUSED) if (tool.has(option)) tool.fail(`option ${option} is not simulated here`);
  const words = optionWords(tool);
  const namespace = tool.value('-N');
  if (namespace !== undefined) await enter(tool, namespace);
  if (tool.has('-a')) return mountAll(tool, words);
  const operands = [...tool.operands];
  const label = tool.given.findLast(({ option }) => option === '-L' || option === '-U');
  if (label) operands.unshift(`${label.option === '-L' ? 'LABEL' : 'UUID'}="${label.value}"`);
  const sourceOption = tool.value('--source');
  const targetOption = tool.value('--target');
  if (sourceOption !== undefined && operands.length < 2) operands.unshift(sourceOption);
  if (targetOption !== undefined) operands.push(targetOption);
  if (operands.length === 0) {
    if (words.length > 0 || tool.given.some(({ option }) => !['-l', '-t', '-v', '-O'].includes(option))) tool.usage('bad usage');
    return list(tool);
  }
  if (operands.length > 2) tool.usage('bad usage');
  const changes = words.some(
    word => word === 'remount' || word === 'bind' || word === 'rbind' || word === 'move' || PROPAGATIONS.includes(word),
  );
  if (operands.length === 1 && !changes) return mountFromFstab(tool, operands[0]!, words);
  const [source, target] = operands.length === 2 ? [operands[0]!, operands[1]!] : [undefined, operands[0]!];
  return mountOne(tool, source, target, words);
}

async function mountOne(tool: Tool, source: string | undefined, place: string, words: readonly string[]): Promise<number> {
  const tag = source === undefined ? undefined : /^(LABEL|UUID|PARTLABEL|PARTUUID|ID)=/.exec(source);
  const target = (tool.value('--target-prefix') ?? '') + place;
  if (tag) {
    await warn(tool.sys, `mount: ${target}: can't find ${source}.\n`);
    return EX_USAGE;
  }
  if (tool.has('--onlyonce') && (await mountTable(tool.sys)).some(each => each.target === target && each.source === source)) return 0;
  return perform(tool, { source, target, type: tool.value('-t'), words, verbose: tool.has('-v'), fake: tool.has('-f') });
}

async function enter(tool: Tool, namespace: string): Promise<void> {
  const path = namespace.includes('/') ? namespace : `/proc/${namespace}/ns/mnt`;
  try {
    const fd = await tool.sys.open(path, { read: true, cloexec: true });
    await tool.sys.setns(fd, 'mnt');
    await tool.sys.close(fd);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail(`failed to set target namespace to ${namespace}: ${error.message}`);
  }
}

async function list(tool: Tool): Promise<number> {
  const types = tool.value('-t');
  const pattern = tool.value('-O');
  let entries: Awaited<ReturnType<typeof mountTable>>;
  try {
    entries = await mountTable(tool.sys);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    tool.fail('failed to read mtab: No such file or directory', EX_FAIL);
  }
  for (const entry of entries) {
    const options = mergedOptions(entry);
    if (types !== undefined && !typeMatches(entry.type, types)) continue;
    if (pattern !== undefined && !optionsMatch(options, pattern)) continue;
    tool.out.write(`${entry.source} on ${entry.target} type ${entry.type} (${options})\n`);
  }
  return 0;
}

async function mountFromFstab(tool: Tool, what: string, words: readonly string[]): Promise<number> {
  const path = tool.value('-T');
  const entries = await fstab(tool.sys, path);
  if (entries === undefined) tool.fail(`${path}: failed to parse`);
  const trimmed = what.length > 1 ? what.replace(/\/+$/, '') : what;
  const found = entries.find(({ target, source }) => target === trimmed || source === what);
  if (!found) {
    const form = tool.has('--source') ? 'mount source ' + what + ' ' : tool.has('--target') ? 'mount point ' : '';
    await warn(tool.sys, `mount: ${what}: can't find ${form}in /etc/fstab.\n`);
    return EX_USAGE;
  }
  const all = [...splitOptions(found.options), ...words];
  return perform(tool, {
    source: found.source,
    target: found.target,
    type: found.type,
    words: all,
    verbose: tool.has('-v'),
    fake: tool.has('-f'),
  });
}

async function mountAll(tool: Tool, words: readonly string[]): Promise<number> {
  const path = tool.value('-T');
  const entries = await fstab(tool.sys, path);
  if (entries === undefined) tool.fail(`${path}: failed to parse`);
  const types = tool.value('-t');
  const pattern = tool.value('-O');
  const verbose = tool.has('-v');
  let failed = 0;
  let done = 0;
  for (const entry of entries) {
    const options = splitOptions(entry.options);
    const skipped =
      entry.type === 'swap' ||
      entry.target === 'none' ||
      options.includes('noauto') ||
      (types !== undefined && !typeMatches(entry.type, types)) ||
      (pattern !== undefined && !optionsMatch(entry.options, pattern)) ||
      entry.target === '/';
    if (skipped) {
      if (verbose) tool.out.write(`${entry.target.padEnd(25)}: ignored\n`);
      continue;
    }
    if (
      (await mountTable(tool.sys)).some(each => each.target === entry.target && (each.source === entry.source || options.includes('bind')))
    ) {
      if (verbose) tool.out.write(`${entry.target.padEnd(25)}: already mounted\n`);
      continue;
    }
    const status = await perform(tool, {
      source: entry.source,
      target: entry.target,
      type: entry.type,
      words: [...options, ...words],
      verbose: false,
      fake: tool.has('-f'),
    });
    if (status === 0) done++;
    else if (!options.includes('nofail')) failed++;
    if (status === 0 && verbose) tool.out.write(`${entry.target.padEnd(25)}: successfully mounted\n`);
  }
  return failed === 0 ? 0 : done > 0 ? 64 : EX_FAIL;
}
