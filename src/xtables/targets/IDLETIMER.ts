// -j IDLETIMER: tells user space when no packet came for a while. As xt_IDLETIMER.c and libxt_IDLETIMER.c, revision 1.

import { defineTarget } from '../extension.ts';

export default defineTarget<{ timeout: number; label: string; alarm: boolean }>({
  name: 'IDLETIMER',
  options: {
    '--timeout': { type: 'u32', mandatory: true },
    '--label': { type: 'string', max: 27, mandatory: true },
    '--alarm': {},
  },
  parse: given => ({
    timeout: given.find(one => one.option === '--timeout')?.number ?? 0,
    label: given.find(one => one.option === '--label')?.text ?? '',
    alarm: given.some(one => one.option === '--alarm'),
  }),
  save: ({ timeout, label, alarm }) => `--timeout ${timeout} --label ${label}${alarm ? ' --alarm' : ''}`,
  list: ({ timeout, label, alarm }) => `timeout:${timeout} label:${label}${alarm ? ' alarm' : ''}`,
  check: ({ timeout, label }) => (timeout === 0 || label === '' ? 'EINVAL' : undefined),
  act({ timeout, label }, _skb, at) {
    at.shared('idletimer', label, () => ({ timeout, untilMs: 0 })).untilMs = at.nowMs + timeout * 1000;
    return 'CONTINUE';
  },
});
