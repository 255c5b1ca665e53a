// The name server of the simulated internet: one zone of a few names, authoritative and recursive in one.

import type { Sys } from '../../abi/sys.ts';
import { DNS_PORT, DNS_TYPES, dnsReply, readDns, writeDns } from '../../wire/dns.ts';

/** Names to their IPv4 addresses; "*.example" stands for all below. */
export type Zone = Readonly<Record<string, string>>;

function addressOf(zone: Zone, name: string): string | undefined {
  const lower = name.toLowerCase();
  return zone[lower] ?? zone[`*.${lower.split('.').slice(1).join('.')}`];
}

/** Answers queries on UDP until the end of the world. Bound to its one address, so that answers come from there. */
export async function serveDns(sys: Sys, address: string, zone: Zone): Promise<never> {
  const fd = await sys.socket('inet', 'dgram');
  await sys.bind(fd, { family: 'inet', address, port: DNS_PORT });
  for (;;) {
    const { data, from } = await sys.recvfrom(fd, 4096);
    try {
      const query = readDns(data);
      const [question] = query.questions;
      if (query.response || !question || !from) continue;
      const found = addressOf(zone, question.name);
      const reply = dnsReply(query, found === undefined ? 'NXDOMAIN' : 'NOERROR');
      if (found !== undefined && question.type === DNS_TYPES.A)
        reply.answers.push({ name: question.name, type: DNS_TYPES.A, class: 1, ttlSeconds: 300, data: found });
      await sys.sendto(fd, writeDns(reply), from);
    } catch (error) {
      // What is no DNS message is not answered.
      if (!(error instanceof RangeError)) throw error;
    }
  }
}
