// docker build, before BuildKit: sends the context and shows the steps. docker-cli 28.5.2.

import { Errno } from '../../../../abi/errno.ts';
import type { Flags } from '../../../../userland/lib/cobra.ts';
import { encode, readAll, STDIN, writeFile } from '../../../../userland/lib/io.ts';
import { readTar, TarError, TarWriter } from '../../../../userland/lib/tar.ts';
import { humanSize, parseRamBytes } from '../../../../userland/lib/units.ts';
import type { Cli } from '../../cli.ts';
import { defineCommand } from '../../command.ts';
import { contextTar } from '../../lib/build-context.ts';
import { showProgress } from '../../lib/progress.ts';
import { parseReference } from '../../lib/reference.ts';
import { pairsOf } from '../../run/env-files.ts';
import { absolute } from '../../run/mounts.ts';

const checkTag = (text: string): string | undefined => {
  try {
    parseReference(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

export const command = defineCommand({
  args: [1, 1],
  hidden:
    '      --squash   Squash newly built layers into a single new layer\n      --stream   Stream attaches to server to negotiate build context',
  validators: { tag: checkTag },
  async run(cli, flags, [path = '']) {
    const quiet = flags.bool('quiet');
    const { tar, dockerfile } = await context(cli, flags, path);
    if (!quiet) await cli.out(`Sending build context to Docker daemon  ${humanSize(tar.length)}\n`);
    const reply = await (await cli.client()).call('POST', '/build', {
      query: queryOf(cli, flags, dockerfile),
      headers: [['Content-Type', 'application/x-tar']],
      stream: single(tar),
    });
    let id = '';
    let text = '';
    const write = async (part: string): Promise<void> => {
      text += part;
      if (!quiet) await cli.out(part);
    };
    const terminal = await cli.stdoutIsTerminal();
    try {
      await showProgress(reply, write, { terminal, onAux: aux => (id = (aux as { ID?: string }).ID ?? id) });
    } catch (error) {
      if (quiet) await cli.out(text);
      throw error;
    }
    if (quiet) await cli.out(text);
    if (flags.string('iidfile') !== '') await writeFile(cli.sys, flags.string('iidfile'), id, 0o666);
  },
});

async function* single(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65536) yield bytes.subarray(at, at + 65536);
}

function queryOf(cli: Cli, flags: Flags, dockerfile: string): Record<string, string | number | readonly string[] | undefined> {
  const args: Record<string, string | null> = {};
  for (const text of flags.list('build-arg')) {
    const at = text.indexOf('=');
    if (at >= 0) args[text.slice(0, at)] = text.slice(at + 1);
    else args[text] = cli.env[text] ?? null;
  }
  const size = (name: string): number | undefined => (flags.has(name) ? parseRamBytes(flags.string(name)) : undefined);
  const one = (name: string): number | undefined => (flags.bool(name) ? 1 : undefined);
  return {
    buildargs: JSON.stringify(args),
    cachefrom: JSON.stringify(flags.list('cache-from')),
    cgroupparent: flags.string('cgroup-parent') || undefined,
    cpuperiod: flags.number('cpu-period'),
    cpuquota: flags.number('cpu-quota'),
    cpusetcpus: flags.string('cpuset-cpus') || undefined,
    cpusetmems: flags.string('cpuset-mems') || undefined,
    cpushares: flags.number('cpu-shares'),
    dockerfile,
    extrahosts: flags.list('add-host'),
    forcerm: one('force-rm'),
    labels: JSON.stringify(pairsOf(flags.list('label'))),
    memory: size('memory'),
    memswap: flags.string('memory-swap') === '-1' ? -1 : size('memory-swap'),
    networkmode: flags.string('network'),
    nocache: one('no-cache'),
    platform: flags.string('platform') || undefined,
    pull: one('pull'),
    q: one('quiet'),
    rm: flags.bool('rm') ? 1 : 0,
    shmsize: size('shm-size'),
    t: flags.list('tag'),
    target: flags.string('target') || undefined,
    version: '1',
  };
}

async function context(cli: Cli, flags: Flags, path: string): Promise<{ tar: Uint8Array; dockerfile: string }> {
  const file = flags.string('file');
  if (path === '-') {
    if (file === '-') throw new Error("invalid argument: can't use stdin for both build context and dockerfile");
    return standardInput(cli, file);
  }
  if (/^(https?:\/\/|git(@|:\/\/)|github\.com\/)/.test(path))
    throw new Error('unable to prepare context: contexts of a URL are not simulated here');
  const root = absolute(path, await cli.sys.getcwd());
  try {
    if ((await cli.sys.stat(root)).kind !== 'directory') throw new Error(`unable to prepare context: context must be a directory: ${root}`);
  } catch (error) {
    if (error instanceof Errno) throw new Error(`unable to prepare context: path ${JSON.stringify(path)} not found`);
    throw error;
  }
  const name = file === '' ? 'Dockerfile' : file;
  const whole = file === '' ? `${root}/Dockerfile` : absolute(file, await cli.sys.getcwd());
  try {
    if (file !== '-') await cli.sys.stat(whole);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Error(
      `unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat ${whole}: ${error.message.toLowerCase()}`,
    );
  }
  const inside = whole.startsWith(`${root}/`) && file !== '-';
  const tar = await contextTar(cli.sys, root, { keep: inside ? [whole.slice(root.length + 1)] : [] });
  if (inside) return { tar, dockerfile: whole.slice(root.length + 1) };
  const text = file === '-' ? await readAll(cli.sys, STDIN) : await readAll(cli.sys, await cli.sys.open(whole, { read: true }));
  const added = `.dockerfile.${name === '-' ? 'stdin' : name.replaceAll('/', '_')}`;
  return { tar: withFile(tar, added, text), dockerfile: added };
}

/** Standard input is a context where it is an archive, else the Dockerfile alone. */
async function standardInput(cli: Cli, file: string): Promise<{ tar: Uint8Array; dockerfile: string }> {
  const input = await readAll(cli.sys, STDIN);
  try {
    if (![...readTar(input)].length) throw new TarError('empty');
    return { tar: input, dockerfile: file === '' ? 'Dockerfile' : file };
  } catch (error) {
    if (!(error instanceof TarError)) throw error;
  }
  const writer = new TarWriter();
  writer.add(
    { name: 'Dockerfile', kind: 'file', mode: 0o600, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 } },
    input.length === 0 ? encode('') : input,
  );
  return { tar: writer.finish(), dockerfile: 'Dockerfile' };
}

function withFile(tar: Uint8Array, name: string, data: Uint8Array): Uint8Array {
  const writer = new TarWriter();
  for (const entry of readTar(tar)) writer.add(entry, entry.data);
  writer.add({ name, kind: 'file', mode: 0o600, uid: 0, gid: 0, mtime: { seconds: 0, nanoseconds: 0 } }, data);
  return writer.finish();
}
