// ip netns: named network namespaces, which are files under /run/netns bound to nsfs. As ip/ipnetns.c.

import { Errno } from '../../../abi/errno.ts';
import { folderNames } from '../../lib/folder.ts';
import { warn } from '../../lib/io.ts';
import { pids } from '../../lib/proc.ts';
import { execProgram } from '../../lib/run-program.ts';
import { Fatal, invalid } from '../fatal.ts';
import { parseNumber } from '../names.ts';
import { type Ip, netnsNames } from './context.ts';
import { NETNS_HELP } from './help.ts';
import { enterNetns } from './netns-enter.ts';
import { keywordOf, type Words } from './words.ts';

const FOLDER = '/run/netns';
const COMMANDS = [
  'list',
  'show',
  'lst',
  'list-id',
  'add',
  'set',
  'delete',
  'identify',
  'pids',
  'exec',
  'monitor',
  'attach',
  'help',
] as const;

export default async function netns(ip: Ip, words: Words): Promise<number | void> {
  const word = words.shift();
  if (word === undefined) return list(ip);
  const command = word === 'list-id' ? 'list-id' : keywordOf(word, COMMANDS);
  switch (command) {
    case 'list':
    case 'show':
    case 'lst':
      return list(ip);
    case 'list-id':
      return listIds(ip);
    case 'add':
      return add(ip, words);
    case 'delete':
      return remove(ip, words);
    case 'set':
      return set(ip, words);
    case 'identify':
      return identify(ip, words);
    case 'pids':
      return listPids(ip, words);
    case 'exec':
      return execute(ip, words);
    case 'attach':
      return attach(ip, words);
    case 'monitor':
      return monitor(ip);
    case 'help':
      throw new Fatal(NETNS_HELP, 255);
    case undefined:
      throw new Fatal(`Command "${word}" is unknown, try "ip netns help".\n`, 255);
  }
}

async function list(ip: Ip): Promise<void> {
  const names = await netnsNames(ip.sys);
  // The map of names is read first (netns_map_init), then each name is asked for again: a file that is no namespace is told of twice.
  for (const name of names) await ip.nsidOf(`${FOLDER}/${name}`);
  const entries: { name: string; id: number | undefined }[] = [];
  for (const name of names) entries.push({ name, id: await ip.nsidOf(`${FOLDER}/${name}`) });
  if (ip.options.json) return ip.writeJson(entries.map(({ name, id }) => ({ name, id })));
  for (const { name, id } of entries) ip.out.write(`${name}${id === undefined ? '' : ` (id: ${id})`}\n`);
}

async function listIds(ip: Ip): Promise<void> {
  for (const answer of await ip.dump({ type: 'getnsid', nsid: {} })) {
    if (answer.type !== 'newnsid' || answer.nsid.nsid === undefined) continue;
    const name = await ip.netnsName(answer.nsid.nsid);
    ip.out.write(`nsid ${answer.nsid.nsid} ${name === undefined ? '' : `(iproute2 netns name: ${name})`}\n`);
  }
}

const checkName = (name: string): void => {
  if (name === '' || name.includes('/') || name === '.' || name === '..' || name.length > 255)
    throw new Fatal(`Invalid netns name "${name}"\n`, 255);
};

/** Runs a system call; its failure ends the program with these words. */
async function or<T>(work: Promise<T>, words: string, status = 1): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Fatal(`${words}: ${error.message}\n`, status);
  }
}

/** Makes the folder a shared mount, so that namespaces bound later are seen in all mount namespaces. */
async function prepareFolder(ip: Ip): Promise<void> {
  const { sys } = ip;
  await sys.mkdir(FOLDER, 0o755).catch(error => {
    if (!(error instanceof Errno) || error.code !== 'EEXIST') throw new Fatal(`mkdir ${FOLDER} failed: ${error.message}\n`, 1);
  });
  const share = (): Promise<void> => sys.mount('', FOLDER, 'none', { propagation: 'shared', recursive: true });
  try {
    await share();
  } catch (error) {
    if (!(error instanceof Errno) || error.code !== 'EINVAL')
      throw new Fatal(`mount --make-shared ${FOLDER} failed: ${(error as Error).message}\n`, 1);
    await or(sys.mount(FOLDER, FOLDER, 'none', { bind: true, recursive: true }), `mount --bind ${FOLDER} ${FOLDER} failed`);
    await or(share(), `mount --make-shared ${FOLDER} failed`);
  }
}

/** The file that a namespace is to be bound on. */
async function makeFile(ip: Ip, name: string): Promise<string> {
  const path = `${FOLDER}/${name}`;
  await prepareFolder(ip);
  const fd = ip.sys.open(path, { read: true, create: true, exclusive: true, cloexec: true }, 0);
  await ip.sys.close(await or(fd, `Cannot create namespace file "${path}"`));
  return path;
}

async function attach(ip: Ip, words: Words): Promise<void> {
  const name = words.shift();
  const pid = words.shift();
  if (name === undefined || pid === undefined) throw new Fatal('No netns name and PID specified\n', 1);
  checkName(name);
  if (!parseNumber(pid)) throw new Fatal(`Invalid PID: ${pid}\n`, 1);
  const path = await makeFile(ip, name);
  const source = `/proc/${parseNumber(pid)}/ns/net`;
  try {
    await ip.sys.mount(source, path, 'none', { bind: true });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await ip.sys.unlink(path);
    throw new Fatal(`Bind ${source} -> ${path} failed: ${error.message}\n`, 1);
  }
}

/** Tells of names that come and go, until it is ended. */
async function monitor(ip: Ip): Promise<void> {
  const fd = await or(ip.sys.inotifyInit({ cloexec: true }), 'inotify_init failed');
  await or(ip.sys.inotifyAddWatch(fd, FOLDER, ['CREATE', 'DELETE']), `inotify_add_watch failed`);
  for (;;) {
    for (const { events, name } of await ip.sys.inotifyRead(fd)) {
      if (events.includes('CREATE')) ip.out.write(`add ${name}\n`);
      if (events.includes('DELETE')) ip.out.write(`delete ${name}\n`);
    }
    await ip.out.flush();
  }
}

async function add(ip: Ip, words: Words): Promise<void> {
  const { sys } = ip;
  const name = words.shift();
  if (name === undefined) throw new Fatal('No netns name specified\n', 1);
  checkName(name);
  const path = await makeFile(ip, name);
  // The namespace is made in a child, so that this process stays where it is for a batch's next line.
  const child = await sys.clone(async inside => {
    try {
      await or(inside.unshare(['net']), `Failed to create a new network namespace "${name}"`);
      await or(inside.mount('/proc/self/ns/net', path, 'none', { bind: true }), `Bind /proc/self/ns/net -> ${path} failed`);
      return 0;
    } catch (error) {
      if (!(error instanceof Fatal)) throw error;
      await warn(inside, error.message);
      return 1;
    }
  });
  const ended = await sys.wait(child);
  if (ended?.how === 'exited' && ended.status === 0) return;
  await sys.unlink(path);
  throw new Fatal('', 1);
}

async function removeOne(ip: Ip, name: string): Promise<void> {
  const path = `${FOLDER}/${name}`;
  await ip.sys.umount(path, { detach: true }).catch(error => {
    if (!(error instanceof Errno)) throw error;
  });
  await or(ip.sys.unlink(path), `Cannot remove namespace file "${path}"`);
}

async function remove(ip: Ip, words: Words): Promise<void> {
  if (ip.options.all) {
    for (const name of await netnsNames(ip.sys)) await removeOne(ip, name);
    return;
  }
  const name = words.shift();
  if (name === undefined) throw new Fatal('No netns name specified\n', 1);
  checkName(name);
  await removeOne(ip, name);
}

async function set(ip: Ip, words: Words): Promise<void> {
  const name = words.shift();
  if (name === undefined) throw new Fatal('No netns name specified\n', 1);
  const id = words.shift();
  if (id === undefined) throw new Fatal('No nsid specified\n', 1);
  const nsid = id === 'auto' ? -1 : (parseNumber(id) ?? invalid('Invalid "netnsid" value\n', id));
  const fd = await or(ip.sys.open(`${FOLDER}/${name}`, { read: true, cloexec: true }), `Cannot open network namespace "${name}"`);
  await ip.talk({ type: 'newnsid', nsid: { netnsFd: fd, nsid } });
  await ip.sys.close(fd);
}

/** The device and inode of a namespace's file: what two names of one namespace share. */
async function identity(ip: Ip, path: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await ip.sys.stat(path);
    return `${dev.major}:${dev.minor}:${ino}`;
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

async function identify(ip: Ip, words: Words): Promise<void> {
  const word = words.shift();
  if (!words.done) throw new Fatal('extra arguments specified\n', 1);
  if (word !== undefined && !/^\d+$/.test(word)) throw new Fatal(`Specified string '${word}' is not a pid\n`, 1);
  const own = await identity(ip, `/proc/${word ?? 'self'}/ns/net`);
  if (own === undefined) throw new Fatal(`Cannot open network namespace: No such file or directory\n`, 1);
  let found = '';
  for (const name of await netnsNames(ip.sys)) if ((await identity(ip, `${FOLDER}/${name}`)) === own) found = name;
  ip.out.write(`${found}\n`);
}

async function listPids(ip: Ip, words: Words): Promise<void> {
  const name = words.shift();
  if (name === undefined) throw new Fatal('No netns name specified\n', 1);
  const wanted = await identity(ip, `${FOLDER}/${name}`);
  if (wanted === undefined) throw new Fatal(`Cannot open network namespace: No such file or directory\n`, 1);
  for (const pid of await pids(ip.sys)) if ((await identity(ip, `/proc/${pid}/ns/net`)) === wanted) ip.out.write(`${pid}\n`);
}

/** A mount namespace of its own, with /sys of the network namespace it is in (netns_switch). */
async function enter(ip: Ip, name: string): Promise<void> {
  await enterNetns(ip.sys, name);
  await or(ip.sys.unshare(['mnt']), 'unshare failed', 255);
  await or(ip.sys.mount('', '/', 'none', { propagation: 'slave', recursive: true }), '"mount --make-rslave /" failed', 255);
  await ip.sys.umount('/sys', { detach: true }).catch(error => {
    if (!(error instanceof Errno)) throw error;
  });
  await or(ip.sys.mount(name, '/sys', 'sysfs', {}), 'mount of /sys failed', 255);
  await bindEtc(ip, name);
}

/** Files of /etc that the namespace has of its own, in /etc/netns/NAME. */
async function bindEtc(ip: Ip, name: string): Promise<void> {
  const folder = `/etc/netns/${name}`;
  const entries = await folderNames(ip.sys, folder).catch(error => {
    if (error instanceof Errno) return [];
    throw error;
  });
  for (const entry of entries) {
    try {
      await ip.sys.mount(`${folder}/${entry}`, `/etc/${entry}`, 'none', { bind: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await warn(ip.sys, `Bind ${folder}/${entry} -> /etc/${entry} failed: ${error.message}\n`);
    }
  }
}

async function execute(ip: Ip, words: Words): Promise<number> {
  if (ip.options.all) {
    const argv = words.rest();
    for (const name of await netnsNames(ip.sys)) {
      ip.out.write(`\nnetns: ${name}\n`);
      await ip.out.flush();
      const child = await ip.sys.clone(async sys => run(Object.assign(Object.create(ip) as Ip, { sys }), name, argv));
      await ip.sys.wait(child);
    }
    return 0;
  }
  const name = words.shift();
  if (name === undefined) throw new Fatal('No netns name specified\n', 1);
  if (words.done) throw new Fatal('No command specified\n', 1);
  return run(ip, name, words.rest());
}

async function run(ip: Ip, name: string, argv: string[]): Promise<number> {
  await enter(ip, name);
  try {
    return await execProgram(ip.sys, argv, ip.env);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(ip.sys, `exec of "${argv[0]}" failed: ${error.message}\n`);
    return 1;
  }
}
