// route: the kernel's routing table, shown and changed. As networking/route.c of BusyBox.

import type { Route } from '../../../abi/rtnetlink.ts';
import { Netlink } from '../../lib/netlink.ts';
import { applet, type Run } from '../applet.ts';
import { hostAddress, maskLength } from '../network.ts';
import { kernelRoutes, routeFlags } from '../proc-net.ts';

export default applet({
  name: 'route',
  usage: `Usage: route [-ne] [-A inet[6]] [{add|del} [-net|-host] TARGET [netmask MASK]
	[gw GATEWAY] [metric N] [mss BYTES] [window BYTES] [reject] [IFACE]]

Show or edit kernel routing tables

	-n	Don't resolve names
	-e	Display other/more information
	-A inet[6]	Select address family`,
  short: '+A:ne',

  async run(run) {
    if (run.value('-A') === 'inet6') run.die('address family inet6 is not simulated here');
    const [action, ...words] = run.operands;
    if (action === undefined) return showRoutes(run, run.has('-n'), run.has('-e'));
    if (action !== 'add' && action !== 'del' && action !== 'delete') return run.usage();
    return change(run, action === 'add' ? 'newroute' : 'delroute', words);
  },
});

/** The table, as route and netstat -r print it: the latter with `other` columns. */
export async function showRoutes(run: Run, numeric: boolean, other: boolean): Promise<void> {
  run.out.write('Kernel IP routing table\n');
  run.out.write(
    `Destination     Gateway         Genmask         Flags ${other ? '  MSS Window  irtt Iface' : 'Metric Ref    Use Iface'}\n`,
  );
  for (const route of await kernelRoutes(run.sys)) {
    if ((route.flags & 1) === 0) continue;
    const dest = numeric || route.dest !== '0.0.0.0' ? route.dest : 'default';
    const gateway = numeric || route.gateway !== '0.0.0.0' ? route.gateway : '*';
    const head = `${dest.padEnd(15)} ${gateway.padEnd(15)} ${route.mask.padEnd(15)} ${routeFlags(route.flags).padEnd(6)}`;
    run.out.write(
      other
        ? `${head}${String(route.mss).padStart(5)} ${String(route.window).padEnd(5)} ${String(route.irtt).padStart(6)} ${route.device}\n`
        : `${head}${String(route.metric).padEnd(6)} ${'0'.padEnd(2)} ${'0'.padStart(7)} ${route.device}\n`,
    );
  }
}

async function change(run: Run, type: 'newroute' | 'delroute', words: string[]): Promise<number> {
  let host = false;
  if (words[0] === '-net' || words[0] === '-host') host = words.shift() === '-host';
  const target = words.shift();
  if (target === undefined) return run.usage();
  const [name = '', length] = target.split('/');
  const route: Partial<Route> & { family: 'inet' } = {
    family: 'inet',
    destLength: length === undefined ? 32 : Number(length),
    protocol: 3,
    scope: 0,
    type: 'unicast',
  };
  if (name === 'default') route.destLength = 0;
  else route.dest = (await hostAddress(run, name, 'inet')).address;
  if (length === undefined && !host && name !== 'default' && route.dest!.endsWith('.0')) route.destLength = 24;
  let device: string | undefined;
  while (words.length > 0) {
    const word = words.shift()!;
    if (word === 'gw' || word === 'gateway') route.gateway = (await hostAddress(run, words.shift() ?? '', 'inet')).address;
    else if (word === 'netmask') route.destLength = maskLength(words.shift() ?? '');
    else if (word === 'metric') route.metric = Number(words.shift());
    else if (word === 'mss' || word === 'window')
      route.metrics = { ...route.metrics, [word === 'mss' ? 'advmss' : 'window']: Number(words.shift()) };
    else if (word === 'reject') route.type = 'unreachable';
    else if (word === 'dev') device = words.shift();
    else if (device === undefined) device = word;
    else return run.usage();
  }
  const netlink = await Netlink.open(run.sys);
  try {
    if (device !== undefined) {
      const [link] = await netlink.request({ type: 'getlink', link: { name: device } });
      if (link?.type === 'newlink') route.index = (link.link as { index: number }).index;
    }
    if (route.gateway === undefined) route.scope = 253;
    await netlink.request({ type, route, ...(type === 'newroute' ? { flags: { create: true, exclusive: true } } : {}) });
    return 0;
  } catch (error) {
    await run.perror(`${type === 'newroute' ? 'SIOCADDRT' : 'SIOCDELRT'}`, error);
    return 1;
  }
}
