// whoami: answers HTTP requests with what it knows of itself and of the request. traefik/whoami 1.11.

import type { Sys } from '../../abi/sys.ts';
import { httpDate } from '../lib/http.ts';
import { acceptLoop, listenOn, type Reply, type ServedRequest } from '../lib/http-server.ts';
import { encode, print, program } from '../lib/io.ts';
import { Netlink } from '../lib/netlink.ts';

export default program({
  name: 'whoami',
  summary: 'tiny Go webserver that prints OS information and HTTP request',

  async main(sys, argv, env) {
    const at = argv.findIndex(word => word === '--port' || word === '-port');
    const port = Number(at >= 0 ? argv[at + 1] : (env.WHOAMI_PORT_NUMBER ?? 80));
    const name = env.WHOAMI_NAME ?? '';
    const listener = await listenOn(sys, { family: 'inet6', address: '::', port });
    await print(sys, `Starting up on port ${port}\n`);
    return acceptLoop(sys, [listener], (thread, request) => respond(thread, request, name));
  },
});

async function addresses(sys: Sys): Promise<string[]> {
  const netlink = await Netlink.open(sys);
  const answers = await netlink.dump({ type: 'getaddr', address: {} });
  await netlink.close();
  return answers.flatMap(answer => (answer.type === 'newaddr' && answer.address.local !== undefined ? [answer.address.local] : []));
}

async function respond(sys: Sys, { head, peer }: ServedRequest, name: string): Promise<Reply> {
  const { nodename } = await sys.uname();
  const lines = name === '' ? [] : [`Name: ${name}`];
  lines.push(`Hostname: ${nodename}`, ...(await addresses(sys)).map(address => `IP: ${address}`));
  if ('address' in peer && 'port' in peer)
    lines.push(
      `RemoteAddr: ${peer.family === 'inet6' && !peer.address.includes('.') ? `[${peer.address}]` : peer.address.replace('::ffff:', '')}:${peer.port}`,
    );
  const fields = head.headers.map(
    ([key, value]) => [key.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase()), value] as const,
  );
  const host = fields.find(([key]) => key === 'Host')?.[1] ?? '';
  lines.push(`${head.method} ${head.target} HTTP/1.1`, `Host: ${host}`);
  lines.push(
    ...fields
      .filter(([key]) => key !== 'Host')
      .map(([key, value]) => `${key}: ${value}`)
      .sort((a, b) => (a.startsWith('User-Agent') ? -1 : b.startsWith('User-Agent') ? 1 : a < b ? -1 : 1)),
  );
  const body = encode(`${lines.join('\n')}\n\n`);
  const { seconds } = await sys.clockGettime('realtime');
  return {
    status: 200,
    headers: [
      ['Date', httpDate(seconds)],
      ['Content-Length', `${body.length}`],
      ['Content-Type', 'text/plain; charset=utf-8'],
    ],
    body,
  };
}
