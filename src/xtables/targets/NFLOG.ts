// -j NFLOG: packets for a program that listens. As xt_NFLOG.c and libxt_NFLOG.c of iptables 1.8.13.

import { defineTarget } from '../extension.ts';
import { join } from '../ports.ts';
import { quote } from '../values.ts';

interface Info {
  group: number;
  prefix: string;
  size?: number;
  threshold: number;
}
const DEFAULT_THRESHOLD = 0;

const words = ({ group, prefix, size, threshold }: Info, dashes: string): string =>
  join(
    prefix !== '' && `${dashes}nflog-prefix ${quote(prefix)}`,
    group !== 0 && `${dashes}nflog-group ${group}`,
    size !== undefined && `${dashes}nflog-size ${size}`,
    threshold !== DEFAULT_THRESHOLD && `${dashes}nflog-threshold ${threshold}`,
  );

/** Lists put the prefix in quotes whatever it holds. */
const listed = (info: Info): string =>
  join(info.prefix !== '' && `nflog-prefix "${info.prefix.replace(/["\\]/g, '\\$&')}"`, words({ ...info, prefix: '' }, ''));

export default defineTarget<Info>({
  name: 'NFLOG',
  options: {
    '--nflog-group': { type: 'u16' },
    '--nflog-prefix': { type: 'string', min: 1, max: 63 },
    '--nflog-range': { type: 'u32' },
    '--nflog-size': { type: 'u32' },
    '--nflog-threshold': { type: 'u16' },
  },
  parse(given, rule) {
    const one = (option: string) => given.find(other => other.option === option);
    if (one('--nflog-range')) {
      rule.warn('warn: --nflog-range has never worked and is no longer supported, please use --nflog-size instead\n');
    }
    const size = one('--nflog-size');
    return {
      group: one('--nflog-group')?.number ?? 0,
      prefix: one('--nflog-prefix')?.text ?? '',
      ...(size && { size: size.number }),
      threshold: one('--nflog-threshold')?.number ?? DEFAULT_THRESHOLD,
    };
  },
  save: info => words(info, '--'),
  list: listed,
  act({ group, prefix, size }, skb, at) {
    at.nflog(skb, { group, prefix, sizeBytes: size ?? Number.POSITIVE_INFINITY });
    return 'CONTINUE';
  },
});
