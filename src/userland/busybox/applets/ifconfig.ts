// ifconfig: network interfaces, shown and changed. As networking/ifconfig.c and interface.c of BusyBox.

import type { AddressInfo, Link, LinkFlag, LinkRequest } from '../../../abi/rtnetlink.ts';
import { Netlink } from '../../lib/netlink.ts';
import { broadcastOf, maskOf } from '../../net-tools/kernel.ts';
import { applet, type Run } from '../applet.ts';
import { hostAddress, maskLength } from '../network.ts';

const SCOPES: Readonly<Record<number, string>> = { 0: 'Global', 200: 'Site', 253: 'Link', 254: 'Host' };
/** Flags in the order of the line that names them; LOWER_UP and its like are not in it. */
const SHOWN_FLAGS: readonly LinkFlag[] = [
  'UP',
  'BROADCAST',
  'DEBUG',
  'LOOPBACK',
  'POINTOPOINT',
  'RUNNING',
  'NOARP',
  'PROMISC',
  'ALLMULTI',
  'SLAVE',
  'MASTER',
  'MULTICAST',
];
const SWITCHES: Readonly<Record<string, LinkFlag>> = { up: 'UP', promisc: 'PROMISC', allmulti: 'ALLMULTI', multicast: 'MULTICAST' };

export default applet({
  name: 'ifconfig',
  usage: `Usage: ifconfig [-a] [IFACE] [ADDRESS]

Configure a network interface

	[add ADDRESS[/PREFIXLEN]]
	[del ADDRESS[/PREFIXLEN]]
	[[-]broadcast [ADDRESS]] [[-]pointopoint [ADDRESS]]
	[netmask ADDRESS] [dstaddr ADDRESS]
	[outfill NN] [keepalive NN]
	[hw ether|infiniband ADDRESS] [metric NN] [mtu NN]
	[[-]trailers] [[-]arp] [[-]allmulti]
	[multicast] [[-]promisc] [txqueuelen NN] [[-]dynamic]
	[mem_start NN] [io_addr NN] [irq NN]
	[up|down] ...`,

  async run(run) {
    const words = run.argv.slice(1).filter(word => word !== '-a');
    const netlink = await Netlink.open(run.sys);
    const links: Link[] = [];
    for (const answer of await netlink.dump({ type: 'getlink', link: {} })) if (answer.type === 'newlink') links.push(answer.link as Link);
    const [name, ...settings] = words;
    if (name === undefined) {
      const all = run.argv.includes('-a');
      const shown = links.filter(link => all || link.flags.includes('UP')).sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const link of shown) await show(run, netlink, link);
      return 0;
    }
    const link = links.find(each => each.name === name);
    if (settings.length > 0) return change(run, netlink, link, settings);
    if (!link) return run.die(`${name}: error fetching interface information: Device not found`);
    await show(run, netlink, link);
    return 0;
  },
});

const rounded = (bytes: number): string => {
  const [unit, name] = [
    [1024 ** 4, 'TiB'],
    [1024 ** 3, 'GiB'],
    [1024 ** 2, 'MiB'],
    [1024, 'KiB'],
  ].find(([size]) => bytes >= (size as number)) ?? [1, 'B'];
  return `${(Math.floor((bytes * 10) / (unit as number)) / 10).toFixed(1)} ${name}`;
};

async function show(run: Run, netlink: Netlink, link: Link): Promise<void> {
  const addresses: AddressInfo[] = [];
  for (const answer of await netlink.dump({ type: 'getaddr', address: {} }))
    if (answer.type === 'newaddr' && answer.address.index === link.index) addresses.push(answer.address as AddressInfo);
  const kind = link.linkType === 'loopback' ? 'Local Loopback' : link.linkType === 'ether' ? 'Ethernet' : 'UNSPEC';
  const hardware = link.linkType === 'ether' ? `  HWaddr ${(link.address ?? '').toUpperCase()}` : '';
  const pad = ' '.repeat(10);
  const lines = [`${link.name.padEnd(9)} Link encap:${kind}${hardware}  `];
  const [four] = addresses.filter(({ family }) => family === 'inet');
  if (four) {
    const far = four.peer === undefined ? '' : `  P-t-P:${four.peer}`;
    const broadcast =
      four.broadcast === undefined ? (link.flags.includes('BROADCAST') ? '  Bcast:0.0.0.0' : '') : `  Bcast:${four.broadcast}`;
    lines.push(`${pad}inet addr:${four.local}${far}${broadcast}  Mask:${maskOf(four.prefixLength)}`);
  }
  for (const six of addresses.filter(({ family }) => family === 'inet6'))
    lines.push(`${pad}inet6 addr: ${six.local}/${six.prefixLength} Scope:${SCOPES[six.scope] ?? 'Unknown'}`);
  const flags = SHOWN_FLAGS.filter(flag => link.flags.includes(flag));
  const { stats } = link;
  lines.push(
    `${pad}${flags.length === 0 ? '[NO FLAGS] ' : `${flags.join(' ')} `} MTU:${link.mtu}  Metric:1`,
    `${pad}RX packets:${stats.rxPackets} errors:${stats.rxErrors} dropped:${stats.rxDropped} overruns:0 frame:0`,
    `${pad}TX packets:${stats.txPackets} errors:${stats.txErrors} dropped:${stats.txDropped} overruns:0 carrier:${stats.txCarrierErrors}`,
    `${pad}collisions:${stats.collisions} txqueuelen:${link.txQueueLength} `,
    `${pad}RX bytes:${stats.rxBytes} (${rounded(stats.rxBytes)})  TX bytes:${stats.txBytes} (${rounded(stats.txBytes)})`,
    '',
    '',
  );
  run.out.write(lines.join('\n'));
}

const defaultBits = (address: string): number => {
  const first = Number(address.split('.')[0]);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
};
async function change(run: Run, netlink: Netlink, link: Link | undefined, words: string[]): Promise<number> {
  if (!link) return run.die('SIOCGIFFLAGS: No such device');
  const request: LinkRequest = { index: link.index };
  const up: LinkFlag[] = [];
  const down: LinkFlag[] = [];
  let address: { local: string; prefixLength: number; broadcast?: string } | undefined;
  const value = (): string => words.shift() ?? run.usage();
  try {
    while (words.length > 0) {
      const word = words.shift()!;
      const bare = word.replace(/^-/, '');
      if (word === 'down') down.push('UP');
      else if (SWITCHES[bare]) (word.startsWith('-') ? down : up).push(SWITCHES[bare]);
      else if (bare === 'arp') (word.startsWith('-') ? up : down).push('NOARP');
      else if (word === 'mtu') request.mtu = Number(value());
      else if (word === 'txqueuelen') request.txQueueLength = Number(value());
      else if (word === 'hw') {
        if (value() !== 'ether') run.die('only ether is simulated here');
        request.address = value().toLowerCase();
      } else if (word === 'netmask' && address) address.prefixLength = maskLength(value());
      else if (word === 'broadcast' && address) address.broadcast = value();
      else if (word === 'add' || word === 'del') {
        const [local = '', bits] = value().split('/');
        const six = local.includes(':');
        await netlink.request({
          type: word === 'add' ? 'newaddr' : 'deladdr',
          address: { family: six ? 'inet6' : 'inet', index: link.index, local, prefixLength: Number(bits ?? (six ? 128 : 32)), scope: 0 },
          ...(word === 'add' ? { flags: { create: true } } : {}),
        });
      } else if (/^(?:pointopoint|dstaddr|metric|keepalive|outfill|mem_start|io_addr|irq|trailers|dynamic)$/.test(bare))
        run.die(`${word} is not simulated here`);
      else {
        const local = (await hostAddress(run, word.split('/')[0]!, 'inet')).address;
        address = { local, prefixLength: Number(word.split('/')[1] ?? defaultBits(local)) };
        up.push('UP');
      }
    }
    if (address) await setAddress(netlink, link, address);
    await netlink.request({
      type: 'setlink',
      link: { ...request, ...(up.length > 0 ? { up } : {}), ...(down.length > 0 ? { down } : {}) },
    });
    return 0;
  } catch (error) {
    await run.perror(request.mtu === undefined ? 'SIOCSIFFLAGS' : 'SIOCSIFMTU', error);
    return 1;
  }
}

/** SIOCSIFADDR: the first IPv4 address is the one that is set; the others stay. */
async function setAddress(
  netlink: Netlink,
  { index, flags }: Link,
  address: { local: string; prefixLength: number; broadcast?: string },
): Promise<void> {
  for (const answer of await netlink.dump({ type: 'getaddr', address: { family: 'inet' } })) {
    if (answer.type !== 'newaddr' || answer.address.index !== index) continue;
    await netlink.request({ type: 'deladdr', address: answer.address });
    break;
  }
  if (address.local === '0.0.0.0') return;
  const broadcast = address.broadcast ?? (flags.includes('BROADCAST') ? broadcastOf(address.local, address.prefixLength) : undefined);
  await netlink.request({
    type: 'newaddr',
    address: {
      family: 'inet',
      index,
      local: address.local,
      prefixLength: address.prefixLength,
      scope: 0,
      ...(broadcast === undefined ? {} : { broadcast }),
    },
    flags: { create: true },
  });
}
