// -j TCPOPTSTRIP: TCP options are overwritten with no-operations. As xt_TCPOPTSTRIP.c and libxt_TCPOPTSTRIP.c of iptables 1.8.13.

import { eachTcpOption } from '../../wire/tcp.ts';
import { defineTarget, Usage } from '../extension.ts';
import { parseNumber } from '../values.ts';

const NAMES: Readonly<Record<string, number>> = { wscale: 3, mss: 2, 'sack-permitted': 4, sack: 5, timestamp: 8, md5: 19 };
const nameOf = (option: number): string => Object.keys(NAMES).find(name => NAMES[name] === option) ?? `${option}`;

export default defineTarget<{ options: number[] }>({
  name: 'TCPOPTSTRIP',
  tables: ['mangle'],
  protocols: [6],
  options: { '--strip-options': { type: 'string' } },
  parse([given]) {
    const options = (given?.text.split(',') ?? []).map(text => {
      const option = NAMES[text] ?? parseNumber(text, 0, 255);
      if (option === undefined) throw new Usage(`Bad TCP option value "${text}"`);
      if (option < 2) throw new Usage('Option value may not be 0 or 1');
      return option;
    });
    return { options: [...new Set(options)].sort((one, other) => one - other) };
  },
  save: ({ options }) => (options.length === 0 ? '' : `--strip-options ${options.join(',')}`),
  list: ({ options }, how) =>
    options.length === 0 ? '' : `TCPOPTSTRIP options ${options.map(option => (how.numeric ? `${option}` : nameOf(option))).join(',')}`,
  act({ options }, skb) {
    const from = skb.networkEnd + 20;
    if (skb.fragmentOffset > 0 || skb.end < from) return 'CONTINUE';
    const end = Math.min(skb.end, skb.networkEnd + (skb.bytes[skb.networkEnd + 12]! >> 4) * 4);
    const places = [...eachTcpOption(skb.bytes, from, end)].filter(option => options.includes(option.kind));
    for (const { at, length } of places) {
      for (let byte = at; byte < at + length; byte++) {
        const offset = (byte - skb.networkEnd) & ~1;
        const even = offset === byte - skb.networkEnd;
        const other = skb.bytes[skb.networkEnd + offset + (even ? 1 : 0)]!;
        skb.setTransport16(offset, even ? (1 << 8) | other : (other << 8) | 1);
      }
    }
    return 'CONTINUE';
  },
});
