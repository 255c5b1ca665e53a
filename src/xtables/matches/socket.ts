// -m socket: whether this machine has a socket for the packet. As xt_socket.c and libxt_socket.c, revision 3.

import { defineMatch } from '../extension.ts';

const WORDS = ['transparent', 'nowildcard', 'restore-skmark'] as const;

export default defineMatch<{ flags: (typeof WORDS)[number][] }>({
  name: 'socket',
  hooks: ['PREROUTING', 'INPUT'],
  options: Object.fromEntries(WORDS.map(word => [`--${word}`, {}])),
  parse: given => ({ flags: WORDS.filter(word => given.some(one => one.option === `--${word}`)) }),
  save: ({ flags }) => flags.map(flag => `--${flag}`).join(' '),
  list: ({ flags }) => ['socket', ...flags.map(flag => `--${flag}`)].join(' '),
  matches({ flags }, skb, at) {
    const socket = at.socketFor(skb);
    if (!socket || (socket.wildcard && !flags.includes('nowildcard')) || (flags.includes('transparent') && !socket.transparent))
      return false;
    if (flags.includes('restore-skmark')) skb.mark = socket.mark;
    return true;
  },
});
