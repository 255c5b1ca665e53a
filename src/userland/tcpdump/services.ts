// Names of ports, from /etc/services. As addrtoname.c's init_servarray of tcpdump 4.99.6.

import { Errno } from '../../abi/errno.ts';
import type { Sys } from '../../abi/sys.ts';
import { readText } from '../lib/io.ts';

/** Port to name, by protocol; empty where there is no such file. */
export async function readServices(sys: Sys): Promise<{ tcp: Map<number, string>; udp: Map<number, string> }> {
  const services = { tcp: new Map<number, string>(), udp: new Map<number, string>() };
  let text: string;
  try {
    text = await readText(sys, '/etc/services');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return services;
  }
  for (const line of text.split('\n')) {
    const [name, where] = line.replace(/#.*/, '').trim().split(/\s+/);
    const [port, protocol] = (where ?? '').split('/');
    if (name === undefined || (protocol !== 'tcp' && protocol !== 'udp') || services[protocol].has(Number(port))) continue;
    services[protocol].set(Number(port), name);
  }
  return services;
}
