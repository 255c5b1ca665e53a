// -m tos: the type of service. As xt_dscp.c and libxt_tos.c, revision 1.

import { defineMatch, type ListHow } from '../extension.ts';
import { parseTos, TOS_NAME_MASK, tosName } from '../tos.ts';
import { hex2, not } from '../values.ts';

interface Info {
  value: number;
  mask: number;
  inverted: boolean;
}

function listed({ value, mask, inverted }: Info, how: ListHow): string {
  const name = !how.numeric && mask === TOS_NAME_MASK ? tosName(value) : undefined;
  return name === undefined ? `tos match${inverted ? '!' : ''}${hex2(value)}/${hex2(mask)}` : `tos match${inverted ? '!' : ''} ${name}`;
}

export default defineMatch<Info>({
  name: 'tos',
  eager: true,
  options: { '--tos': { type: 'string', mandatory: true, invertible: true } },
  parse([given]) {
    const { value, mask } = parseTos(given!.text, '--tos', 'tos');
    return { value, mask, inverted: given!.inverted };
  },
  save: ({ value, mask, inverted }) => `${not(inverted)}--tos ${hex2(value)}/${hex2(mask)}`,
  list: listed,
  matches: ({ value, mask, inverted }, skb) => ((skb.tos & mask) === value) !== inverted,
});
