// -j MARK: the packet's mark. As xt_mark.c and libxt_MARK.c, revision 2.

import { defineTarget, Usage } from '../extension.ts';
import { hex } from '../values.ts';

const CHOICES = ['--set-xmark', '--set-mark', '--and-mark', '--or-mark', '--xor-mark'] as const;
const excludes = (option: string): string[] => CHOICES.filter(other => other !== option);

/** A mask to clear and a value to flip in. */
export interface MarkChange {
  value: number;
  mask: number;
}

/** What an option that sets, clears or flips bits of a mark comes to. */
export function markChange(option: string, number: number, mask: number): MarkChange {
  switch (option) {
    case '--set-mark':
      return { value: number, mask: (number | mask) >>> 0 };
    case '--and-mark':
      return { value: 0, mask: ~number >>> 0 };
    case '--or-mark':
      return { value: number, mask: number };
    case '--xor-mark':
      return { value: number, mask: 0 };
    default:
      return { value: number, mask };
  }
}

/** The same in the words of lists. */
export function markWords({ value, mask }: MarkChange): string {
  if (value === 0) return `and ${hex(~mask >>> 0)}`;
  if (value === mask) return `or ${hex(value)}`;
  if (mask === 0) return `xor ${hex(value)}`;
  return mask === 0xffffffff ? `set ${hex(value)}` : `xset ${hex(value)}/${hex(mask)}`;
}

export const changeMark = (mark: number, { value, mask }: MarkChange): number => ((mark & ~mask) ^ value) >>> 0;

export default defineTarget<MarkChange>({
  name: 'MARK',
  options: {
    '--set-xmark': { type: 'markmask', excludes: excludes('--set-xmark') },
    '--set-mark': { type: 'markmask', excludes: excludes('--set-mark') },
    '--and-mark': { type: 'u32', excludes: excludes('--and-mark') },
    '--or-mark': { type: 'u32', excludes: excludes('--or-mark') },
    '--xor-mark': { type: 'u32', excludes: excludes('--xor-mark') },
  },
  parse([given]) {
    if (!given) throw new Usage('MARK: One of the --set-xmark, --{and,or,xor,set}-mark options is required');
    return markChange(given.option, given.number, given.mask);
  },
  save: ({ value, mask }) => `--set-xmark ${hex(value)}/${hex(mask)}`,
  list: info => `MARK ${markWords(info)}`,
  act(info, skb) {
    skb.mark = changeMark(skb.mark, info);
    return 'CONTINUE';
  },
});
