// ss: socket statistics. iproute2 7.3.0.

import { Errno } from '../../../abi/errno.ts';
import type { SocketInfo } from '../../../abi/sock-diag.ts';
import type { Sys } from '../../../abi/sys.ts';
import { folderNames } from '../../lib/folder.ts';
import { UsageError } from '../../lib/getopt.ts';
import { print, program, readText, warn } from '../../lib/io.ts';
import { Netlink } from '../../lib/netlink.ts';
import { pids, procStat, procText } from '../../lib/proc.ts';
import { reverseResolve } from '../../lib/resolve.ts';
import { isTerminal, terminalColumns } from '../../lib/stdout.ts';
import { type ColumnName, layOut } from './columns.ts';
import { connectedStates, FilterError, FilterParser, STATES, statesOf, type Test } from './filter.ts';
import { HELP } from './help.ts';
import { DBS, type Db, parseOptions, type SsOptions, WordError } from './options.ts';
import { type Naming, showSocket } from './show.ts';
import { summary } from './summary.ts';

const DEFAULT_STATES: Readonly<Record<Db, readonly string[]>> = {
  tcp: connectedStates,
  udp: ['ESTAB'],
  raw: ['ESTAB'],
  unix_dgram: ['UNCONN'],
  unix_stream: connectedStates,
  unix_seqpacket: connectedStates,
  packet_raw: ['UNCONN'],
  packet_dgram: ['UNCONN'],
  netlink: ['UNCONN'],
};

export default program({
  name: 'ss',
  summary: 'another utility to investigate sockets',

  async main(sys, argv, env) {
    try {
      const options = parseOptions(argv);
      if (options.flags.has('-V')) return await print(sys, 'ss utility, iproute2-7.3.0\n');
      if (options.flags.has('-h')) return await print(sys, HELP);
      if (options.netns !== undefined && !(await enter(sys, options.netns))) return 1;
      if (options.flags.has('-s')) await print(sys, await summary(sys));
      if (options.flags.has('-s') && options.everything) return 0;
      return await run(sys, options, env);
    } catch (error) {
      if (error instanceof UsageError) await warn(sys, `ss: ${error.message}\n${HELP}`);
      else if (error instanceof WordError) await warn(sys, `ss: ${error.message}\n${error.message.includes('simulated') ? '' : HELP}`);
      else if (error instanceof FilterError) await warn(sys, `${error.message}${error.usage ? HELP : ''}`);
      else throw error;
      return error instanceof FilterError ? error.status : 255;
    }
  },
});

async function enter(sys: Sys, name: string): Promise<boolean> {
  try {
    const fd = await sys.open(`/run/netns/${name}`, { read: true });
    await sys.setns(fd, 'net');
    await sys.close(fd);
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await warn(sys, `Cannot open network namespace "${name}": ${error.message}\n`);
    return false;
  }
}

/** Takes "state X" and "exclude X" off the front of a filter's words; gives the states and what is left. */
function readStates(options: SsOptions): { states: Set<string>; words: string[] } {
  const words = options.operands.flatMap(word => word.split(/\s+/)).filter(word => word !== '');
  let states: Set<string> | undefined;
  while (words[0] === 'state' || words[0] === 'exclude') {
    const excludes = words.shift() === 'exclude';
    const word = words.shift();
    if (word === undefined) throw new FilterError('ss: wrong state name: \n', false, 255);
    const named = statesOf(word);
    states ??= new Set(excludes ? STATES : []);
    for (const state of named) excludes ? states.delete(state) : states.add(state);
  }
  if (!states) {
    if (options.states === 'all') states = new Set(STATES);
    else if (options.states === 'listening') states = new Set(['LISTEN', 'UNCONN']);
    else if (options.everything) states = new Set(connectedStates);
    else states = new Set([...options.dbs].flatMap(db => DEFAULT_STATES[db]));
  }
  return { states, words };
}

function dbOf(socket: SocketInfo): Db | undefined {
  if (socket.family === 'netlink') return 'netlink';
  if (socket.family === 'packet') return socket.socketType === 'raw' ? 'packet_raw' : 'packet_dgram';
  if (socket.family === 'unix')
    return ({ stream: 'unix_stream', dgram: 'unix_dgram', seqpacket: 'unix_seqpacket' } as const)[socket.socketType as 'dgram'];
  if (socket.protocol === 'icmp') return 'udp';
  return socket.protocol === 'tcp' || socket.protocol === 'udp' ? socket.protocol : 'raw';
}

async function run(sys: Sys, options: SsOptions, env: Readonly<Record<string, string>>): Promise<number> {
  const { flags } = options;
  const { states, words } = readStates(options);
  const links = await linkNames(sys);
  const services = await readServices(sys);
  const fromFile = options.filterFile === undefined ? '' : await readText(sys, options.filterFile);
  const text = [fromFile.trim(), ...words].filter(word => word !== '').join(' ');
  const indexes = new Map([...links].map(([index, name]) => [name, index]));
  const test: Test = text === '' ? () => true : new FilterParser(text, name => services.byName.get(name), indexes).parse();
  const netlink = await Netlink.open(sys, 'sock_diag');
  const all = (await netlink.dump({ type: 'getsock', socket: {} })).flatMap(answer => (answer.type === 'newsock' ? [answer.socket] : []));
  const shown: SocketInfo[] = [];
  for (const db of DBS) {
    if (!options.dbs.has(db)) continue;
    for (const socket of all) {
      if (dbOf(socket) !== db || !states.has(socket.state)) continue;
      if (options.family && (socket.family === 'inet' || socket.family === 'inet6') && socket.family !== options.family) continue;
      if (test(socket)) shown.push(socket);
    }
  }
  const kept = flags.has('-K') ? await kill(netlink, shown) : shown;
  const naming = await names(sys, options, kept, links, services.byPort);
  const hidden = new Set<ColumnName>();
  if (options.dbs.size <= 1) hidden.add('netid');
  if (states.size === 1) hidden.add('state');
  if (!flags.has('-p')) hidden.add('process');
  if (flags.has('-Q')) hidden.add('recvq').add('sendq');
  const width = (await isTerminal(sys, 1)) ? await terminalColumns(sys, 1, env) : undefined;
  await print(
    sys,
    layOut(
      kept.map(socket => showSocket(socket, naming)),
      hidden,
      !flags.has('-H'),
      width,
    ),
  );
  return 0;
}

/** ss -K: destroys them; gives those that were. */
async function kill(netlink: Netlink, sockets: readonly SocketInfo[]): Promise<SocketInfo[]> {
  const gone: SocketInfo[] = [];
  for (const socket of sockets) {
    if (socket.family !== 'inet' && socket.family !== 'inet6') continue;
    const { local, peer, protocol } = socket;
    try {
      await netlink.request({ type: 'destroysock', socket: { local, protocol, ...(peer ? { peer } : {}) } });
      gone.push(socket);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code === 'EPERM') throw new FilterError(`SOCK_DESTROY answers: ${error.message}\n`);
    }
  }
  return gone;
}

async function linkNames(sys: Sys): Promise<Map<number, string>> {
  const netlink = await Netlink.open(sys);
  const answers = await netlink.dump({ type: 'getlink', link: {} });
  await netlink.close();
  return new Map(answers.flatMap(answer => (answer.type === 'newlink' ? [[answer.link.index!, answer.link.name!] as const] : [])));
}

async function readServices(sys: Sys): Promise<{ byName: Map<string, number>; byPort: Map<string, string> }> {
  const byName = new Map<string, number>();
  const byPort = new Map<string, string>();
  for (const line of ((await procText(sys, '/etc/services')) ?? '').split('\n')) {
    const [name, where, ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!name || !where) continue;
    if (!byPort.has(where)) byPort.set(where, name);
    for (const each of [name, ...aliases]) if (!byName.has(each)) byName.set(each, Number.parseInt(where, 10));
  }
  return { byName, byPort };
}

async function names(
  sys: Sys,
  { flags }: SsOptions,
  sockets: readonly SocketInfo[],
  links: ReadonlyMap<number, string>,
  byPort: ReadonlyMap<string, string>,
): Promise<Naming> {
  const users = new Map<number, { name: string; pid: number; fd: number }[]>();
  const cgroups = new Map<number, string>();
  if (flags.has('-p') || flags.has('-e') || flags.has('--cgroup')) await readUsers(sys, flags.has('-p') ? users : undefined, cgroups);
  const hosts = new Map<string, string>();
  if (flags.has('-r')) {
    for (const end of sockets.flatMap(({ local, peer }) => [local, peer])) {
      if (end?.family !== 'inet' && end?.family !== 'inet6') continue;
      if (hosts.has(end.address) || end.address === '0.0.0.0' || end.address === '::') continue;
      hosts.set(end.address, (await reverseResolve(sys, end.address)) ?? end.address);
    }
  }
  const processNames = new Map<number, string>();
  for (const { local } of sockets) {
    if (local.family !== 'netlink' || local.pid === 0) continue;
    const stat = await procStat(sys, local.pid);
    if (stat) processNames.set(local.pid, stat.comm);
  }
  const services = (port: number, protocol: string): string | undefined => byPort.get(`${port}/${protocol}`);
  return { numeric: flags.has('-n'), resolve: flags.has('-r'), services, hosts, links, users, cgroups, processNames, flags };
}

/** Whose descriptors are which sockets, by /proc; the latest process first, as ss's hash chains have it. */
async function readUsers(
  sys: Sys,
  users: Map<number, { name: string; pid: number; fd: number }[]> | undefined,
  cgroups: Map<number, string>,
): Promise<void> {
  for (const pid of await pids(sys)) {
    let fds: string[];
    try {
      fds = await folderNames(sys, `/proc/${pid}/fd`);
    } catch (error) {
      if (error instanceof Errno) continue;
      throw error;
    }
    let name: string | undefined;
    for (const fd of fds) {
      const target = await sys.readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      const inode = Number(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? 0);
      if (inode === 0) continue;
      name ??= (await procStat(sys, pid))?.comm ?? '?';
      users?.set(inode, [{ name, pid, fd: Number(fd) }, ...(users.get(inode) ?? [])]);
      if (!cgroups.has(inode)) cgroups.set(inode, /^0::(.*)$/m.exec((await procText(sys, `/proc/${pid}/cgroup`)) ?? '')?.[1] ?? '/');
    }
  }
}
