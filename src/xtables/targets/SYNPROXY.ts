// -j SYNPROXY: answers SYNs in a server's place. As ipt_SYNPROXY.c and libxt_SYNPROXY.c; packets that would be answered are dropped here.

import { defineTarget } from '../extension.ts';
import { join } from '../ports.ts';

interface Info {
  sack: boolean;
  timestamp: boolean;
  wscale?: number;
  mss?: number;
  ecn: boolean;
}

const words = ({ sack, timestamp, wscale, mss, ecn }: Info, dashes: string): string =>
  join(
    sack && `${dashes}sack-perm`,
    timestamp && `${dashes}timestamp`,
    wscale !== undefined && `${dashes}wscale ${wscale}`,
    mss !== undefined && `${dashes}mss ${mss}`,
    ecn && `${dashes}ecn`,
  );

export default defineTarget<Info>({
  name: 'SYNPROXY',
  protocols: [6],
  hooks: ['INPUT', 'FORWARD'],
  tracks: true,
  options: {
    '--sack-perm': {},
    '--timestamp': {},
    '--wscale': { type: 'u32', max: 14 },
    '--mss': { type: 'u32', max: 65535 },
    '--ecn': {},
  },
  parse(given) {
    const has = (option: string): boolean => given.some(one => one.option === option);
    const wscale = given.find(one => one.option === '--wscale');
    const mss = given.find(one => one.option === '--mss');
    return {
      sack: has('--sack-perm'),
      timestamp: has('--timestamp'),
      ...(wscale && { wscale: wscale.number }),
      ...(mss && { mss: mss.number }),
      ecn: has('--ecn'),
    };
  },
  save: info => words(info, '--'),
  list: info => `SYNPROXY ${words(info, '')} `,
  act: () => 'DROP',
});
