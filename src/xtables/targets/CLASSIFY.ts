// -j CLASSIFY: the packet's priority, by which queueing disciplines sort. As xt_CLASSIFY.c and libxt_CLASSIFY.c of iptables 1.8.13.

import { defineTarget, Usage } from '../extension.ts';

const four = (value: number): string => value.toString(16).padStart(4, '0');

export default defineTarget<{ priority: number }>({
  name: 'CLASSIFY',
  hooks: ['OUTPUT', 'FORWARD', 'POSTROUTING'],
  options: { '--set-class': { type: 'string', mandatory: true } },
  parse([given]) {
    const match = /^([0-9a-fA-F]{1,4}):([0-9a-fA-F]{1,4})$/.exec(given!.text);
    if (!match) throw new Usage(`Bad class value "${given!.text}"`);
    return { priority: Number.parseInt(match[1]!, 16) * 65536 + Number.parseInt(match[2]!, 16) };
  },
  save: ({ priority }) => `--set-class ${four(priority >>> 16)}:${four(priority & 0xffff)}`,
  list: ({ priority }) => `CLASSIFY set ${(priority >>> 16).toString(16)}:${(priority & 0xffff).toString(16)}`,
  act({ priority }, skb) {
    skb.priority = priority;
    return 'CONTINUE';
  },
});
