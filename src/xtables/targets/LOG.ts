// -j LOG: a line in the kernel's log. As xt_LOG.c and libxt_LOG.c of iptables 1.8.13.

import { defineTarget, type LogHow } from '../extension.ts';
import { join } from '../ports.ts';
import { quote } from '../values.ts';

const LEVELS = ['emerg', 'alert', 'crit', 'error', 'warn', 'notice', 'info', 'debug'];
const DEFAULT_LEVEL = 4;
const PREFIX_BYTES_MAX = 29;
/** In the order -S prints them. */
const FLAGS: readonly [option: string, bit: number][] = [
  ['tcp-sequence', 1],
  ['tcp-options', 2],
  ['ip-options', 4],
  ['uid', 8],
  ['macdecode', 32],
];

export default defineTarget<LogHow>({
  name: 'LOG',
  options: {
    '--log-level': { type: 'syslog' },
    '--log-prefix': { type: 'string', min: 1, max: PREFIX_BYTES_MAX },
    ...Object.fromEntries(FLAGS.map(([option]) => [`--log-${option}`, {}])),
  },
  parse: given => ({
    level: given.find(one => one.option === '--log-level')?.number ?? DEFAULT_LEVEL,
    prefix: given.find(one => one.option === '--log-prefix')?.text ?? '',
    flags: FLAGS.reduce((bits, [option, bit]) => (given.some(one => one.option === `--log-${option}`) ? bits | bit : bits), 0),
  }),
  save: ({ level, prefix, flags }) =>
    join(
      prefix !== '' && `--log-prefix ${quote(prefix)}`,
      level !== DEFAULT_LEVEL && `--log-level ${level}`,
      ...FLAGS.map(([option, bit]) => (flags & bit) !== 0 && `--log-${option}`),
    ),
  list: ({ level, prefix, flags }, how) =>
    join(
      'LOG',
      how.numeric ? `flags ${flags} level ${level}` : `level ${LEVELS[level]}`,
      prefix !== '' && `prefix "${prefix}"`,
      ...(how.numeric ? [] : FLAGS.map(([option, bit]) => (flags & bit) !== 0 && option)),
    ),
  act(info, skb, at) {
    at.log(skb, info);
    return 'CONTINUE';
  },
});
