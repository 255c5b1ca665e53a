// netstat: connections, routing tables, interface statistics and multicast memberships. net-tools 2.10.

import type { Sys } from '../../abi/sys.ts';
import { type Given, getopt, UsageError } from '../lib/getopt.ts';
import { print, program, warn } from '../lib/io.ts';
import { NETSTAT, ROUTE_LIST, VERSIONS } from './help.ts';
import { longForm, NETSTAT_HEADING, readInterfaces, shortForm } from './interfaces.ts';
import { STATUS } from './kernel.ts';
import { printGroups } from './netstat-groups.ts';
import { SocketTables } from './netstat-sockets.ts';
import { printStatistics } from './netstat-statistics.ts';
import { printRoutes, printRoutes6, ROUTE_CACHE } from './routes.ts';

const LONG = {
  protocol: '-A',
  version: '-V',
  interfaces: '-i',
  help: '-h',
  route: '-r',
  masquerade: '-M',
  fib: '-F',
  cache: '-C',
  numeric: '-n',
  'numeric-hosts': 'none',
  'numeric-ports': 'none',
  'numeric-users': 'none',
  all: '-a',
  listening: '-l',
  tcp: '-t',
  sctp: '-S',
  udp: '-u',
  udplite: '-U',
  raw: '-w',
  unix: '-x',
  inet: 'none',
  inet6: '-6',
  groups: '-g',
  extend: '-e',
  verbose: '-v',
  statistics: '-s',
  continuous: '-c',
  symbolic: '-N',
  programs: '-p',
  timers: '-o',
  wide: '-W',
  context: '-Z',
} as const;
const KINDS: Readonly<Record<string, string>> = { '-t': 'tcp', '-u': 'udp', '-U': 'udplite', '-w': 'raw', '-x': 'unix' };

interface Run {
  sys: Sys;
  given: readonly Given[];
  has: (option: string) => boolean;
}

export default program({
  name: 'netstat',
  summary: 'print network connections, routing tables, interface statistics, masquerade connections, and multicast memberships',

  async main(sys, argv) {
    let given: Given[];
    try {
      ({ given } = getopt(argv, 'A:CFMacdeghilnNoprsStuUVWv64wxZ', LONG));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      await warn(sys, `netstat: ${error.message}\n${NETSTAT}${ROUTE_LIST}`);
      return STATUS.optionError;
    }
    const run: Run = { sys, given, has: option => given.some(each => each.option === option) };
    if (run.has('-V')) await print(sys, VERSIONS.netstat);
    else if (run.has('-h')) {
      await warn(sys, ROUTE_LIST);
      await print(sys, NETSTAT);
    } else {
      for (;;) {
        const status = await once(run);
        if (status !== 0 || !run.has('-c')) return status;
        await sys.nanosleep(1000);
      }
    }
    return 0;
  },
});

async function once({ sys, given, has }: Run): Promise<number> {
  if (has('-Z')) {
    await warn(sys, 'SELinux is not enabled on this machine.\n');
    return STATUS.notSupported;
  }
  if (has('-M')) {
    await warn(sys, "netstat: no support for `ip_masquerade' on this system.\n");
    return STATUS.notSupported;
  }
  const named = given.findLast(({ option }) => option === '-A')?.value;
  const six = has('-6') || named === 'inet6';
  const four = has('-4') || has('--inet') || named === 'inet';
  const families = new Set<'inet' | 'inet6'>(six === four ? ['inet', 'inet6'] : [six ? 'inet6' : 'inet']);
  const kinds = new Set(given.flatMap(({ option }) => KINDS[option] ?? []));
  if (has('-r')) {
    const extended = given.filter(({ option }) => option === '-e').length;
    const columns = extended === 1 ? 'route' : extended > 1 ? 'both' : 'netstat';
    if (six) await print(sys, await printRoutes6(sys));
    else await print(sys, has('-C') ? ROUTE_CACHE : await printRoutes(sys, { numeric: has('-n'), columns }));
  } else if (has('-i')) {
    const interfaces = (await readInterfaces(sys)).filter(({ link }) => has('-a') || link.flags.includes('UP'));
    const rows = has('-e') ? interfaces.map(longForm) : [NETSTAT_HEADING, ...interfaces.map(shortForm)];
    await print(sys, `Kernel Interface table\n${rows.join('')}`);
  } else if (has('-s')) await print(sys, await printStatistics(sys, kinds));
  else if (has('-g')) await print(sys, await printGroups(sys, families));
  else {
    if (has('-S')) await warn(sys, "netstat: no support for `AF INET (sctp)' on this system.\n");
    const everything = kinds.size === 0 && !(has('-S') && given.length === 1);
    const shown = everything ? new Set(['tcp', 'udp', 'udplite', 'raw', ...(six || four ? [] : ['unix'])]) : kinds;
    await print(sys, await new SocketTables(sys, { has, kinds: shown, families }).print());
  }
  return has('-S') ? STATUS.notSupported : 0;
}
