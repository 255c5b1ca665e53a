// -m statistic: every nth packet, or packets by chance. As xt_statistic.c and libxt_statistic.c of iptables 1.8.13.

import { defineMatch, Usage } from '../extension.ts';
import { not } from '../values.ts';

const ONE = 0x80000000;

type Info = { inverted: boolean } & ({ mode: 'random'; probability: number } | { mode: 'nth'; every: number; packet: number });

export default defineMatch<Info>({
  name: 'statistic',
  options: {
    '--mode': { type: 'string', mandatory: false },
    '--probability': { type: 'double', max: 1, invertible: true },
    '--every': { type: 'u32', min: 1, invertible: true, also: ['--packet'], excludes: ['--probability'] },
    '--packet': { type: 'u32', also: ['--every'] },
  },
  parse(given) {
    const one = (option: string) => given.find(other => other.option === option);
    const mode = one('--mode')?.text ?? 'random';
    const probability = one('--probability');
    const every = one('--every');
    const packet = one('--packet');
    if (mode !== 'random' && mode !== 'nth') throw new Usage(`Bad mode "${mode}"`);
    if (mode === 'random') {
      if (!probability) throw new Usage('--probability must be specified when using random mode');
      return { mode, probability: Math.round(ONE * probability.number), inverted: probability.inverted };
    }
    if (!every || !packet) throw new Usage('--every and --packet must be specified when using nth mode');
    if (packet.number >= every.number) throw new Usage('the --packet p must be 0 <= p <= n-1');
    return { mode, every: every.number, packet: packet.number, inverted: every.inverted };
  },
  save: info =>
    info.mode === 'random'
      ? `--mode random ${not(info.inverted)}--probability ${(info.probability / ONE).toFixed(11)}`
      : `--mode nth ${not(info.inverted)}--every ${info.every} --packet ${info.packet}`,
  list: info =>
    info.mode === 'random'
      ? `statistic mode random ${not(info.inverted)}probability ${(info.probability / ONE).toFixed(11)}`
      : `statistic mode nth ${not(info.inverted)}every ${info.every}${info.packet === 0 ? '' : ` packet ${info.packet}`}`,
  matches(info, _skb, at) {
    if (info.mode === 'random') return at.random() % ONE < info.probability !== info.inverted;
    // The first match falls on packet `packet`, then on each `every`th.
    const state = at.state(() => ({ count: info.every - info.packet - 1 }));
    state.count = state.count >= info.every - 1 ? 0 : state.count + 1;
    return (state.count === 0) !== info.inverted;
  },
});
