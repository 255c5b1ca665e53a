// -j ECN: the bits of explicit congestion notification. As ipt_ECN.c and libipt_ECN.c of iptables 1.8.13.

import { TCP_CWR, TCP_ECE } from '../../wire/tcp.ts';
import { defineTarget, Usage } from '../extension.ts';
import { join } from '../ports.ts';

interface Info {
  remove: boolean;
  cwr?: number;
  ece?: number;
  ect?: number;
}

export default defineTarget<Info>({
  name: 'ECN',
  family: 'ipv4',
  tables: ['mangle'],
  options: {
    '--ecn-tcp-remove': { excludes: ['--ecn-tcp-cwr', '--ecn-tcp-ece'] },
    '--ecn-tcp-cwr': { type: 'u8', max: 1, excludes: ['--ecn-tcp-remove'] },
    '--ecn-tcp-ece': { type: 'u8', max: 1, excludes: ['--ecn-tcp-remove'] },
    '--ecn-ip-ect': { type: 'u8', max: 3 },
  },
  parse(given) {
    if (given.length === 0) throw new Usage('ECN target: An operation is required');
    const one = (option: string) => given.find(other => other.option === option)?.number;
    const [cwr, ece, ect] = [one('--ecn-tcp-cwr'), one('--ecn-tcp-ece'), one('--ecn-ip-ect')];
    return {
      remove: given.some(other => other.option === '--ecn-tcp-remove'),
      ...(cwr !== undefined && { cwr }),
      ...(ece !== undefined && { ece }),
      ...(ect !== undefined && { ect }),
    };
  },
  save: ({ remove, cwr, ece, ect }) =>
    join(
      remove && '--ecn-tcp-remove',
      ece !== undefined && `--ecn-tcp-ece ${ece}`,
      cwr !== undefined && `--ecn-tcp-cwr ${cwr}`,
      ect !== undefined && `--ecn-ip-ect ${ect}`,
    ),
  list: ({ remove, cwr, ece, ect }) =>
    join(
      'ECN',
      remove && 'TCP remove',
      ece !== undefined && `ECE=${ece}`,
      cwr !== undefined && `CWR=${cwr}`,
      ect !== undefined && `ECT codepoint=${ect}`,
    ),
  check: ({ remove, cwr, ece }, where) =>
    (remove || cwr !== undefined || ece !== undefined) && (where.protocol !== 6 || where.protocolInverted) ? 'EINVAL' : undefined,
  act({ remove, cwr, ece, ect }, skb) {
    if (ect !== undefined) skb.tos = (skb.tos & ~3) | ect;
    if (skb.protocol !== 6 || skb.end < skb.networkEnd + 20) return 'CONTINUE';
    const at = skb.networkEnd + 12;
    let flags = skb.bytes[at + 1]!;
    if (remove || ece !== undefined) flags = ece ? flags | TCP_ECE : flags & ~TCP_ECE;
    if (remove || cwr !== undefined) flags = cwr ? flags | TCP_CWR : flags & ~TCP_CWR;
    skb.setTransport16(12, (skb.bytes[at]! << 8) | flags);
    return 'CONTINUE';
  },
});
