// -j TOS: the type of service. As xt_DSCP.c and libxt_TOS.c, revision 1.

import { defineTarget, type ListHow, Usage } from '../extension.ts';
import { parseTos, TOS_NAME_MASK, tosName } from '../tos.ts';
import { hex2 } from '../values.ts';

interface Info {
  value: number;
  mask: number;
}
const CHOICES = ['--set-tos', '--and-tos', '--or-tos', '--xor-tos'];
const excludes = (option: string): string[] => CHOICES.filter(other => other !== option);

function listed({ value, mask }: Info, how: ListHow): string {
  if (how.numeric) return `TOS set ${hex2(value)}/${hex2(mask)}`;
  if (mask === TOS_NAME_MASK && tosName(value)) return ` TOS set${tosName(value)}`;
  if (value === 0) return `TOS and ${hex2(~mask & 255)}`;
  if (value === mask) return `TOS or ${hex2(value)}`;
  return mask === 0 ? `TOS xor ${hex2(value)}` : `TOS set ${hex2(value)}/${hex2(mask)}`;
}

export default defineTarget<Info>({
  name: 'TOS',
  tables: ['mangle'],
  options: {
    '--set-tos': { type: 'string', excludes: excludes('--set-tos') },
    '--and-tos': { type: 'u8', excludes: excludes('--and-tos') },
    '--or-tos': { type: 'u8', excludes: excludes('--or-tos') },
    '--xor-tos': { type: 'u8', excludes: excludes('--xor-tos') },
  },
  parse([given]) {
    if (!given) throw new Usage('TOS: An action is required');
    const { option, number, text } = given;
    if (option === '--and-tos') return { value: 0, mask: ~number & 255 };
    if (option === '--or-tos') return { value: number, mask: number };
    if (option === '--xor-tos') return { value: number, mask: 0 };
    const { value, mask } = parseTos(text, option, 'TOS');
    return { value, mask };
  },
  save: ({ value, mask }) => `--set-tos ${hex2(value)}/${hex2(mask)}`,
  list: listed,
  act({ value, mask }, skb) {
    skb.tos = ((skb.tos & ~mask) ^ value) & 255;
    return 'CONTINUE';
  },
});
