// What /proc shows of netfilter: connections, its variables, the lists of -m recent and -m hashlimit. As nf_conntrack_standalone.c,
// xt_recent.c and xt_hashlimit.c, Linux 6.18.

import { Errno } from '../../../abi/errno.ts';
import { printAddress } from '../../../wire/address.ts';
import type { HashlimitEntry, HashlimitTable } from '../../../xtables/matches/hashlimit.ts';
import type { RecentList } from '../../../xtables/matches/recent.ts';
import { type NetNamespace, pernet } from '../../net/netns.ts';
import { type Entry, STATUS, tcpStateName } from '../../netfilter/conntrack/entry.ts';
import { bridgeVariables, type ConntrackVariable, conntrackVariables } from '../../netfilter/conntrack/sysctl.ts';
import { conntrackOf } from '../../netfilter/conntrack/table.ts';
import { tupleText } from '../../netfilter/conntrack/tuple.ts';
import { type Ruleset, rulesetOf } from '../../netfilter/tables.ts';
import type { Process } from '../../process/process.ts';
import { dir, dynamicDir, type FileNode, integer, type Node, text, value } from '../generated.ts';
import { registerProcNet, registerSysctl } from '../registry.ts';
import { ownedByNet } from './net-owner.ts';

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  33: 'dccp',
  47: 'gre',
  58: 'icmpv6',
  132: 'sctp',
  136: 'udplite',
};
/** Jiffies of a thousandth of a second begin five minutes before they wrap, at 32 bits. */
const FIRST_JIFFIES = 4294667296;

const counters = (one: { packets: number; bytes: number } | undefined): string => (one ? `packets=${one.packets} bytes=${one.bytes} ` : '');

function connectionLine(entry: Entry, nowMs: number): string {
  const { original, reply } = entry;
  const v4 = original.family === 'ipv4';
  const left = Math.max(0, Math.floor((entry.expiresMs - nowMs) / 1000));
  let line = `${v4 ? 'ipv4    ' : 'ipv6    '} ${v4 ? 2 : 10} ${(PROTOCOLS[original.protocol] ?? 'unknown').padEnd(8)} ${original.protocol} ${left} `;
  if (entry.tcpState >= 0) line += `${tcpStateName(entry.tcpState)} `;
  line += tupleText(original, false) + counters(entry.counters?.original);
  if (!entry.has(STATUS.SEEN_REPLY)) line += '[UNREPLIED] ';
  line += tupleText(reply, true) + counters(entry.counters?.reply);
  if (entry.has(STATUS.ASSURED)) line += '[ASSURED] ';
  return `${line}mark=${entry.mark} zone=${original.zone} use=2\n`;
}

const jiffies = (ms: number): number => FIRST_JIFFIES + Math.floor(ms);

function recentText(list: RecentList): string {
  const lines: string[] = [];
  for (const [address, { ttl, stamps, index }] of list.entries) {
    lines.push(`src=${address} ttl: ${ttl} last_seen: ${jiffies(stamps.at(-1)!)} oldest_pkt: ${index} ${stamps.map(jiffies).join(', ')}\n`);
  }
  return lines.join('');
}

function recentWrite(netns: NetNamespace, list: RecentList, given: string): void {
  const words = given.trim();
  if (words === '/' || words === 'clear') {
    list.entries.clear();
    return;
  }
  const match = /^([+-])(.+)$/.exec(words);
  if (!match) throw new Errno('EINVAL');
  const address = match[2]!;
  if (match[1] === '-') list.entries.delete(address);
  else list.entries.set(address, { ttl: 255, stamps: [netns.kernel.clock.monotonicMs], index: 1 });
}

const sharedNames = (ruleset: Ruleset, kind: string): Iterable<string> => [...(ruleset.shared.get(kind)?.keys() ?? [])].sort();

function recentFile(netns: NetNamespace, name: string): FileNode | undefined {
  const list = rulesetOf(netns).shared.get('recent')?.get(name) as RecentList | undefined;
  return (
    list &&
    text(
      () => recentText(list),
      given => recentWrite(netns, list, given),
    )
  );
}

function hashlimitLine(entry: HashlimitEntry, nowMs: number): string {
  const left = Math.max(0, Math.floor((entry.expiresMs - nowMs) / 1000));
  // Credit is counted in a unit of its own there; the proportions are what matters.
  const scale = 1000000;
  const ends = `${entry.source}:${entry.sourcePort}->${entry.dest}:${entry.destPort}`;
  return `${left} ${ends} ${Math.floor(entry.creditMs * scale)} ${Math.floor(entry.capMs * scale)} ${Math.floor(entry.costMs * scale)}\n`;
}

function hashlimitFile(netns: NetNamespace, name: string): FileNode | undefined {
  const table = rulesetOf(netns).shared.get('hashlimit')?.get(name) as HashlimitTable | undefined;
  if (!table) return undefined;
  return text(() => {
    const now = netns.kernel.clock.monotonicMs;
    return [...table.entries.values()]
      .filter(entry => entry.expiresMs > now)
      .map(entry => hashlimitLine(entry, now))
      .join('');
  });
}

const LOGGERS: Readonly<Record<number, string>> = {
  2: 'nf_log_ipv4',
  3: 'nf_log_arp',
  5: 'nf_log_netdev',
  7: 'nf_log_bridge',
  10: 'nf_log_ipv6',
};
const FAMILIES = Array.from({ length: 11 }, (_, family) => family);

const loggers = (): string =>
  FAMILIES.map(
    family => `${`${family}`.padStart(2)} ${LOGGERS[family] ?? 'NONE'} (${LOGGERS[family] ? `${LOGGERS[family]},` : ''}nfnetlink_log)\n`,
  ).join('');

registerProcNet(namespace => {
  const netns = namespace as NetNamespace;
  const table = conntrackOf(netns);
  return {
    nf_conntrack: text(
      () =>
        table
          .list()
          .map(entry => connectionLine(entry, table.nowMs))
          .join(''),
      undefined,
      0o440,
    ),
    nf_conntrack_expect: text(
      () =>
        table.expectations
          .filter(one => one.expiresMs > table.nowMs)
          .map(
            one =>
              `${Math.floor((one.expiresMs - table.nowMs) / 1000)} l3proto = 2 proto=${one.tuple.protocol} src=${printAddress(one.tuple.source)} dst=${printAddress(one.tuple.dest)} sport=${one.tuple.sourcePort} dport=${one.tuple.destPort} ${one.helper}\n`,
          )
          .join(''),
      undefined,
      0o440,
    ),
    xt_recent: dynamicDir(
      name => recentFile(netns, name),
      () => sharedNames(rulesetOf(netns), 'recent'),
    ),
    ipt_hashlimit: dynamicDir(
      name => hashlimitFile(netns, name),
      () => sharedNames(rulesetOf(netns), 'hashlimit'),
    ),
    ip6t_hashlimit: dir({}),
    netfilter: dir({
      nf_log: text(loggers),
      nfnetlink_log: text(() => '', undefined, 0o440),
      nfnetlink_queue: text(() => '', undefined, 0o440),
    }),
  };
});

const TIMES_MAX = 2147483647;
const FLAGS: ReadonlySet<string> = new Set([
  'nf_conntrack_acct',
  'nf_conntrack_checksum',
  'nf_conntrack_tcp_be_liberal',
  'nf_conntrack_tcp_ignore_invalid_rst',
  'nf_conntrack_tcp_loose',
  'nf_conntrack_timestamp',
]);

function netfilterFolder(netns: NetNamespace): Node {
  const variables = conntrackVariables(netns);
  const files: Record<string, Node> = {};
  for (const name of Object.keys(variables) as ConntrackVariable[]) {
    files[name] = integer(
      () => variables[name],
      number => {
        variables[name] = number;
      },
      { min: 0, max: FLAGS.has(name) ? 1 : TIMES_MAX },
    );
  }
  files.nf_conntrack_count = integer(() => conntrackOf(netns).list().length);
  files.nf_hooks_lwtunnel = integer(
    () => 0,
    () => {},
    { min: 0, max: 1 },
  );
  files.nf_log = dir(Object.fromEntries(FAMILIES.map(family => [`${family}`, value(() => LOGGERS[family] ?? 'NONE')])));
  return dir(Object.fromEntries(Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1))));
}

const folders = pernet(netns => {
  const bridge = bridgeVariables(netns);
  const bridgeFiles = Object.fromEntries(
    (Object.keys(bridge) as (keyof typeof bridge)[]).map(name => [
      name,
      integer(
        () => bridge[name],
        number => {
          bridge[name] = number === 0 ? 0 : 1;
        },
      ),
    ]),
  );
  return { netfilter: netfilterFolder(netns), bridge: dir(bridgeFiles) };
});

const netnsOf = (who: Process): NetNamespace => who.ns.net as NetNamespace;

registerSysctl('net/netfilter', who => ownedByNet(netnsOf(who), folders(netnsOf(who)).netfilter));
registerSysctl('net/bridge', who => ownedByNet(netnsOf(who), folders(netnsOf(who)).bridge));
