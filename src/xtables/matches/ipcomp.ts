// -m ipcomp: the security parameter index. As xt_ipcomp.c and libxt_ipcomp.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { inRange, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

interface Info {
  range: Range;
  inverted: boolean;
  reserved: boolean;
}
const ALL = 0xffffffff;
const whole = ({ range, inverted }: Info): boolean => range[0] === 0 && range[1] === ALL && !inverted;

export default defineMatch<Info>({
  name: 'ipcomp',
  protocols: [108],
  options: { '--ipcompspi': { type: 'u32range', invertible: true }, '--compres': {} },
  parse(given) {
    const spi = given.find(one => one.option === '--ipcompspi');
    return {
      range: spi ? [spi.numbers[0]!, spi.numbers.at(-1)!] : [0, ALL],
      inverted: spi?.inverted ?? false,
      reserved: given.some(one => one.option === '--compres'),
    };
  },
  save: info => `${whole(info) ? '' : `${not(info.inverted)}--ipcompspi ${printRange(info.range)}`}${info.reserved ? ' --compres' : ''}`,
  list: info => {
    const [low, high] = info.range;
    const spi = whole(info) ? '' : ` spi${low === high ? '' : 's'}:${info.inverted ? '!' : ''}${printRange(info.range)}`;
    return `comp${spi}${info.reserved ? ' reserved' : ''}`;
  },
  matches(info, skb) {
    const at = skb.networkEnd;
    if (skb.fragmentOffset > 0) return false;
    if (skb.end < at + 4) return 'hotdrop';
    const { bytes } = skb;
    const spi = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    return inRange(info.range, spi) !== info.inverted && (!info.reserved || bytes[at + 1] === 0);
  },
});
