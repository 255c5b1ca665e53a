// -m esp: the security parameter index. As xt_esp.c and libxt_esp.c of iptables 1.8.13.

import { defineMatch } from '../extension.ts';
import { inRange, printRange, type Range } from '../ports.ts';
import { not } from '../values.ts';

interface Info {
  range: Range;
  inverted: boolean;
}
const ALL = 0xffffffff;
const whole = ({ range, inverted }: Info): boolean => range[0] === 0 && range[1] === ALL && !inverted;

export default defineMatch<Info>({
  name: 'esp',
  protocols: [50],
  options: { '--espspi': { type: 'u32range', invertible: true } },
  parse(given) {
    const spi = given.find(one => one.option === '--espspi');
    return {
      range: spi ? [spi.numbers[0]!, spi.numbers.at(-1)!] : [0, ALL],
      inverted: spi?.inverted ?? false,
    };
  },
  save: info => `${whole(info) ? '' : `${not(info.inverted)}--espspi ${printRange(info.range)}`}`,
  list: info => {
    const [low, high] = info.range;
    const spi = whole(info) ? '' : ` spi${low === high ? '' : 's'}:${info.inverted ? '!' : ''}${printRange(info.range)}`;
    return `esp${spi}`;
  },
  matches(info, skb) {
    const at = skb.networkEnd;
    if (skb.fragmentOffset > 0) return false;
    if (skb.end < at + 8) return 'hotdrop';
    const { bytes } = skb;
    const spi = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
    return inRange(info.range, spi) !== info.inverted;
  },
});
