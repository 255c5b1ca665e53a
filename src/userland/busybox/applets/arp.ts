// arp: the neighbours of IPv4. As networking/arp.c of BusyBox.

import { Netlink } from '../../lib/netlink.ts';
import { table } from '../../net-tools/kernel.ts';
import { applet, type Run } from '../applet.ts';
import { hostAddress } from '../network.ts';

export default applet({
  name: 'arp',
  usage: `Usage: arp
[-vn]	[-H HWTYPE] [-i IF] -a [HOSTNAME]
[-v]		    [-i IF] -d HOSTNAME [pub]
[-v]	[-H HWTYPE] [-i IF] -s HOSTNAME HWADDR [temp]
[-v]	[-H HWTYPE] [-i IF] -s HOSTNAME HWADDR [netmask MASK] pub
[-v]	[-H HWTYPE] [-i IF] -Ds HOSTNAME IFACE [netmask MASK] pub

Manipulate ARP cache

	-a		Display (all) hosts
	-d		Delete ARP entry
	-s		Set new entry
	-v		Verbose
	-n		Don't resolve names
	-i IF		Network interface
	-D		Read HWADDR from IFACE
	-A,-p AF	Protocol family
	-H HWTYPE	Hardware address type`,
  short: 'A:p:H:t:i:adnDsv',

  async run(run) {
    for (const option of ['-D', '-H', '-t', '-A', '-p']) if (run.has(option)) run.die(`option ${option} is not simulated here`);
    if (run.has('-d')) return remove(run);
    if (run.has('-s')) return set(run);
    const [host] = run.operands;
    const wanted = host === undefined ? undefined : (await hostAddress(run, host, 'inet')).address;
    let shown = 0;
    for (const [address = '', , flags = '', hardware = '', , device = ''] of await table(run.sys, 'arp')) {
      if ((wanted !== undefined && address !== wanted) || (run.has('-i') && device !== run.value('-i'))) continue;
      shown++;
      const bits = Number.parseInt(flags, 16);
      const known = (bits & 2) === 0 ? '<incomplete> ' : `${hardware} [ether] `;
      run.out.write(`? (${address}) at ${known}${(bits & 4) === 0 ? '' : 'PERM '} on ${device}\n`);
    }
    if (shown === 0 && host !== undefined) run.out.write(`No match found in ${(await table(run.sys, 'arp')).length} entries\n`);
    return 0;
  },
});

/** The entries of an address, on the device that -i names or on all. */
async function entries(run: Run, address: string): Promise<string[]> {
  return (await table(run.sys, 'arp'))
    .filter(([each, , , , , device]) => each === address && (!run.has('-i') || device === run.value('-i')))
    .map(([, , , , , device = '']) => device);
}

async function indexOf(run: Run, netlink: Netlink, name: string): Promise<number> {
  const [answer] = await netlink.request({ type: 'getlink', link: { name } });
  return answer?.type === 'newlink' ? (answer.link as { index: number }).index : run.die(`${name}: No such device`);
}

async function remove(run: Run): Promise<number> {
  const [host] = run.operands;
  if (host === undefined) run.die('need host name');
  const { address } = await hostAddress(run, host!, 'inet');
  const netlink = await Netlink.open(run.sys);
  const found = await entries(run, address);
  if (found.length === 0) run.die('SIOCDARP(pub): No such file or directory');
  for (const device of found)
    await netlink.request({ type: 'delneigh', neighbour: { family: 'inet', index: await indexOf(run, netlink, device), dest: address } });
  return 0;
}

async function set(run: Run): Promise<number> {
  const [host, hardware, ...more] = run.operands;
  if (host === undefined) run.die('need host name');
  if (hardware === undefined) run.die('need hardware address');
  if (more.includes('pub') || more.includes('netmask')) run.die('pub is not simulated here');
  const { address } = await hostAddress(run, host!, 'inet');
  const netlink = await Netlink.open(run.sys);
  const device = run.value('-i') ?? (await deviceTo(run, netlink, address));
  const state = more.includes('temp') ? 'REACHABLE' : 'PERMANENT';
  await netlink.request({
    type: 'newneigh',
    neighbour: {
      family: 'inet',
      index: await indexOf(run, netlink, device),
      dest: address,
      lladdr: hardware!.toLowerCase(),
      state: [state],
    },
    flags: { create: true, replace: true },
  });
  return 0;
}

/** The device by which an address is reached. */
async function deviceTo(run: Run, netlink: Netlink, dest: string): Promise<string> {
  const [answer] = await netlink.request({ type: 'getroute', route: { family: 'inet', dest, destLength: 32 } });
  const index = answer?.type === 'newroute' ? (answer.route as { index?: number }).index : undefined;
  const [link] = await netlink.request({ type: 'getlink', link: { index: index ?? 0 } });
  return link?.type === 'newlink' ? (link.link as { name: string }).name : run.die('network is unreachable');
}
