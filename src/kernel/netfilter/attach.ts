// Puts a base chain among the guests of its hook point. As nf_tables_register_hook, nft_chain_filter.c, nft_chain_nat.c, nft_chain_route.c.

import type { HookFamily, HookState, Verdict } from '../net/hooks.ts';
import { register } from '../net/hooks.ts';
import type { Skb } from '../net/skb.ts';
import { type Decision, evaluate } from './evaluate.ts';
import { Evaluation } from './evaluation.ts';
import { addNatChain } from './nat.ts';
import { reroute } from './reroute.ts';
import type { Chain, Ruleset } from './tables.ts';

const VERDICTS: Readonly<Record<Decision, Verdict>> = { ACCEPT: 'ACCEPT', DROP: 'DROP', STOLEN: 'STOLEN', QUEUE: 'QUEUE' };

const hookFamilies = (chain: Chain): readonly HookFamily[] => {
  switch (chain.table.family) {
    case 'ip':
      return ['inet'];
    case 'ip6':
      return ['inet6'];
    case 'inet':
      return ['inet', 'inet6'];
    default:
      return [chain.table.family];
  }
};

function ask(chain: Chain, skb: Skb, state: HookState): Verdict {
  const family = state.family === 'inet6' ? 'ipv6' : 'ipv4';
  return VERDICTS[evaluate(chain, skb, new Evaluation(state, chain.table.name, family, skb))];
}

/** A chain of type route: what changes a packet's headers here changes its way. */
function askAndReroute(chain: Chain, skb: Skb, state: HookState): Verdict {
  const { mark, tos, sourceIp, destIp } = skb;
  const verdict = ask(chain, skb, state);
  if (verdict !== 'ACCEPT') return verdict;
  const changed = skb.mark !== mark || skb.tos !== tos || skb.sourceIp !== sourceIp || skb.destIp !== destIp;
  return changed && !reroute(skb, state) ? 'DROP' : 'ACCEPT';
}

/** Registers a base chain's hook; gives what takes it off. */
export function attachChain(ruleset: Ruleset, chain: Chain): () => void {
  const { netns } = ruleset;
  const base = chain.base!;
  const detach: (() => void)[] = [];
  for (const family of hookFamilies(chain)) {
    if (base.type === 'nat' && (family === 'inet' || family === 'inet6')) {
      detach.push(addNatChain(netns, family, base.hook, base.priority, (skb, state) => ask(chain, skb, state)));
      continue;
    }
    const run = base.type === 'route' ? askAndReroute : ask;
    detach.push(
      register(netns, {
        family,
        hook: base.hook,
        priority: base.priority,
        name: `${chain.table.name} ${chain.name}`,
        run: (skb, state) => run(chain, skb, state),
      }),
    );
  }
  return () => {
    for (const one of detach) one();
  };
}
