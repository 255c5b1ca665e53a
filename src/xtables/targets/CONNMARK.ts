// -j CONNMARK: the connection's mark, set, or copied to and from the packet's. As xt_connmark.c and libxt_CONNMARK.c, revision 1.

import { defineTarget, Usage } from '../extension.ts';
import { hex } from '../values.ts';
import { changeMark, type MarkChange, markChange, markWords } from './MARK.ts';

const CHOICES = ['--set-xmark', '--set-mark', '--and-mark', '--or-mark', '--xor-mark', '--save-mark', '--restore-mark'];
const excludes = (option: string): string[] => CHOICES.filter(other => other !== option);

type Info = { mode: 'set'; change: MarkChange } | { mode: 'save' | 'restore'; ctmask: number; nfmask: number };

export default defineTarget<Info>({
  name: 'CONNMARK',
  tracks: true,
  options: {
    '--set-xmark': { type: 'markmask', excludes: excludes('--set-xmark') },
    '--set-mark': { type: 'markmask', excludes: excludes('--set-mark') },
    '--and-mark': { type: 'u32', excludes: excludes('--and-mark') },
    '--or-mark': { type: 'u32', excludes: excludes('--or-mark') },
    '--xor-mark': { type: 'u32', excludes: excludes('--xor-mark') },
    '--save-mark': { excludes: excludes('--save-mark') },
    '--restore-mark': { excludes: excludes('--restore-mark') },
    '--ctmask': { type: 'u32', excludes: ['--mask'] },
    '--nfmask': { type: 'u32', excludes: ['--mask'] },
    '--mask': { type: 'u32', excludes: ['--ctmask', '--nfmask'] },
  },
  parse(given) {
    const choice = given.find(one => CHOICES.includes(one.option));
    if (!choice) throw new Usage('CONNMARK target: No operation specified');
    if (choice.option === '--save-mark' || choice.option === '--restore-mark') {
      const mask = (option: string): number =>
        given.find(one => one.option === option)?.number ?? given.find(one => one.option === '--mask')?.number ?? 0xffffffff;
      return { mode: choice.option === '--save-mark' ? 'save' : 'restore', ctmask: mask('--ctmask'), nfmask: mask('--nfmask') };
    }
    return { mode: 'set', change: markChange(choice.option, choice.number, choice.mask) };
  },
  save(info) {
    if (info.mode === 'set') return `--set-xmark ${hex(info.change.value)}/${hex(info.change.mask)}`;
    return `--${info.mode}-mark --nfmask ${hex(info.nfmask)} --ctmask ${hex(info.ctmask)}`;
  },
  list(info) {
    if (info.mode === 'set') return `CONNMARK ${markWords(info.change)}`;
    const { mode, ctmask, nfmask } = info;
    if (ctmask === 0xffffffff && nfmask === 0xffffffff) return `CONNMARK ${mode}`;
    if (ctmask === nfmask) return `CONNMARK ${mode} mask ${hex(ctmask)}`;
    return mode === 'save'
      ? `CONNMARK save nfmask ${hex(nfmask)} ctmask ~${hex(ctmask)}`
      : `CONNMARK restore ctmask ${hex(ctmask)} nfmask ~${hex(nfmask)}`;
  },
  act(info, skb, at) {
    const connection = at.connection(skb);
    if (!connection || connection.state === 'INVALID' || connection.state === 'UNTRACKED') return 'CONTINUE';
    if (info.mode === 'set') connection.mark = changeMark(connection.mark, info.change);
    else if (info.mode === 'save') connection.mark = ((connection.mark & ~info.ctmask) ^ (skb.mark & info.nfmask)) >>> 0;
    else skb.mark = ((skb.mark & ~info.nfmask) ^ (connection.mark & info.ctmask)) >>> 0;
    return 'CONTINUE';
  },
});
