// The far side of the workshop host's "outside": a machine with a name server, Docker Hub and a web site or two, on a cable to it.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import type { Fd } from '../../abi/types.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { plugVeth } from '../../kernel/net/devices/veth.ts';
import type { NetNamespace } from '../../kernel/net/netns.ts';
import { ByteReader, readRequest, requestBody, responseText, wholeBody, writeMessage } from '../../userland/lib/http.ts';
import { encode } from '../../userland/lib/io.ts';
import { Netlink } from '../../userland/lib/netlink.ts';
import { HostInput, HostOutput } from '../host-pipe.ts';
import { imageRoot } from '../image-root.ts';
import type { World } from '../world.ts';
import { serveDns, type Zone } from './dns.ts';
import { hubImages } from './hub/images.ts';
import { Hub, serveRegistry } from './registry.ts';

/** The two ends of the cable, and the addresses of what is behind it. */
export const WAN = { outside: '198.51.100.1', internet: '198.51.100.2', prefixLength: 24 };
const SERVERS = { dns: '192.0.2.53', hub: '192.0.2.10', web: '192.0.2.80' };

const ZONE: Zone = {
  'registry-1.docker.io': SERVERS.hub,
  'auth.docker.io': SERVERS.hub,
  'index.docker.io': SERVERS.hub,
  'docker.io': SERVERS.hub,
  'example.com': SERVERS.web,
  'www.example.com': SERVERS.web,
  'example.org': SERVERS.web,
  'example.net': SERVERS.web,
};

/** Commands for the `outside` namespace of the host: its second device, the way on, and DNS at the address that resolv.conf names. */
export const outsideCommands = `
ip -n outside addr add ${WAN.outside}/${WAN.prefixLength} dev wan0 && ip -n outside link set wan0 up
ip -n outside route add default via ${WAN.internet}
ip netns exec outside iptables -t nat -A PREROUTING -d 10.0.0.1 -p udp --dport 53 -j DNAT --to-destination ${SERVERS.dns}
ip netns exec outside iptables -t nat -A OUTPUT -d 10.0.0.1 -p udp --dport 53 -j DNAT --to-destination ${SERVERS.dns}
`;

/** Adds the machine to the world and plugs the cable into the host's namespace. */
export function addInternet(world: World, outside: NetNamespace): Kernel {
  const kernel = world.addKernel({ hostname: 'internet', root: each => imageRoot(each, { '/dev': {}, '/proc': {} }) });
  plugVeth(outside, 'wan0', kernel.idle.ns.net as NetNamespace, 'eth0');
  const nothing = new HostInput(kernel);
  nothing.end();
  const log = new HostOutput(kernel, () => {});
  kernel.start(run, { stdio: [nothing.file, log.file, log.file] });
  return kernel;
}

async function run(sys: Sys): Promise<void> {
  await configure(sys);
  const hub = new Hub(hubImages());
  await sys.clone(child => serveDns(child, SERVERS.dns, ZONE));
  for (const port of [80, 443]) {
    await sys.clone(child => listen(child, SERVERS.hub, port, (one, fd) => serveRegistry(one, fd, hub)));
  }
  await sys.clone(child => listen(child, SERVERS.web, 80, serveExample));
  for (;;) await sys.wait('any');
}

/** Addresses and routes, as `ip` would set them. */
async function configure(sys: Sys): Promise<void> {
  const netlink = await Netlink.open(sys);
  const links = await netlink.dump({ type: 'getlink', link: {} });
  const indexOf = (name: string): number => {
    const found = links.find(answer => answer.type === 'newlink' && answer.link.name === name);
    return (found as { link: { index: number } }).link.index;
  };
  const [lo, eth0] = [indexOf('lo'), indexOf('eth0')];
  const address = (index: number, local: string, prefixLength: number) =>
    netlink.request({ type: 'newaddr', address: { family: 'inet', index, local, prefixLength, scope: 0 }, flags: { create: true } });
  await netlink.request({ type: 'newlink', link: { index: lo, up: ['UP'] } });
  await netlink.request({ type: 'newlink', link: { index: eth0, up: ['UP'] } });
  await address(eth0, WAN.internet, WAN.prefixLength);
  for (const local of Object.values(SERVERS)) await address(lo, local, 32);
  const route = {
    family: 'inet',
    type: 'unicast',
    destLength: 0,
    sourceLength: 0,
    tos: 0,
    table: 254,
    protocol: 4,
    scope: 0,
    gateway: WAN.outside,
    flags: [],
  } as const;
  await netlink.request({ type: 'newroute', route: { ...route, flags: [] }, flags: { create: true } });
  await netlink.close();
}

/** A process a connection. */
async function listen(sys: Sys, address: string, port: number, serve: (sys: Sys, fd: Fd) => Promise<void>): Promise<never> {
  const listener = await sys.socket('inet', 'stream');
  await sys.bind(listener, { family: 'inet', address, port });
  await sys.listen(listener, 128);
  await sys.sigaction('SIGCHLD', 'ignore');
  for (;;) {
    const { fd } = await sys.accept(listener);
    await sys.clone(async child => {
      await child.close(listener);
      try {
        await serve(child, fd);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
      }
    });
    await sys.close(fd);
  }
}

const EXAMPLE = `<!doctype html>
<html><head><title>Example Domain</title></head>
<body><h1>Example Domain</h1><p>This domain is for use in documentation examples.</p></body></html>
`;

async function serveExample(sys: Sys, fd: Fd): Promise<void> {
  const reader = new ByteReader(sys, fd);
  const request = await readRequest(reader);
  if (!request) return;
  await wholeBody(reader, requestBody(request));
  const found = request.target === '/' || request.target === '/index.html';
  const body = encode(found ? EXAMPLE : '<html><body><h1>404 Not Found</h1></body></html>\n');
  const head = responseText(found ? 200 : 404, [
    ['Content-Type', 'text/html'],
    ['Content-Length', `${body.length}`],
    ['Connection', 'close'],
  ]);
  await writeMessage(sys, fd, head, request.method === 'HEAD' ? new Uint8Array(0) : body);
}
