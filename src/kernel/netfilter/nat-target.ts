// What SNAT, DNAT, MASQUERADE, REDIRECT and NETMAP ask of nat. As xt_nat.c, nf_nat_masquerade.c and nf_nat_redirect.c.

import { type IpAddress, LOOPBACK4, LOOPBACK6 } from '../../wire/address.ts';
import { toIpAddress } from '../../xtables/addresses.ts';
import type { NatHow, Verdict } from '../../xtables/extension.ts';
import { addresses4, selectAddress4 } from '../net/address4.ts';
import type { HookState } from '../net/hooks.ts';
import type { RouteResult } from '../net/route/lookup.ts';
import { RT_SCOPE_UNIVERSE } from '../net/route/table.ts';
import type { Skb } from '../net/skb.ts';
import { entryOf } from './conntrack/track.ts';
import { setupNat } from './nat.ts';
import type { NatRange } from './nat-tuple.ts';
import { sourceAddress6 } from './surroundings.ts';

/** The address that a masqueraded connection gets: the outgoing device's, nearest to the next hop. */
function masqueradeAddress(skb: Skb, state: HookState): IpAddress | undefined {
  const { output } = state;
  if (!output) return undefined;
  const route = skb.route as RouteResult | undefined;
  const toward = route?.gateway ?? skb.destIp;
  if (typeof skb.destIp === 'bigint') return sourceAddress6(output, skb.destIp);
  const address = selectAddress4(state.netns, output, typeof toward === 'number' ? toward : skb.destIp, RT_SCOPE_UNIVERSE);
  return address === 0 ? undefined : address;
}

/** The address that a redirected connection goes to: localhost, or the incoming device's first. */
function redirectAddress(skb: Skb, state: HookState): IpAddress | undefined {
  const v4 = typeof skb.destIp === 'number';
  if (state.hook === 'OUTPUT') return v4 ? LOOPBACK4 : LOOPBACK6;
  const { input } = state;
  if (!input) return undefined;
  if (!v4) return sourceAddress6(input, skb.destIp as bigint);
  return addresses4(input)[0]?.local;
}

/** Sets up an entry's translation; DROP where there is no address to give. */
export function natTarget(skb: Skb, state: HookState, how: NatHow): Verdict {
  const entry = entryOf(skb);
  if (!entry) return 'ACCEPT';
  let addresses: NatRange['addresses'];
  if (how.addresses === 'device') {
    const address = how.manip === 'source' ? masqueradeAddress(skb, state) : redirectAddress(skb, state);
    if (address === undefined) return 'DROP';
    addresses = [address, address];
    if (how.manip === 'source') entry.masqueradeIndex = state.output!.index;
  } else if (how.addresses) addresses = [toIpAddress(how.addresses[0]), toIpAddress(how.addresses[1])];
  setupNat(
    state.netns,
    entry,
    {
      ...(addresses && { addresses }),
      ...(how.netmap && { netmap: { address: toIpAddress(how.netmap.address), mask: toIpAddress(how.netmap.mask) } }),
      ...(how.ports && { ports: how.ports }),
      ...(how.portBase !== undefined && { portBase: how.portBase }),
      random: how.random ?? false,
      randomFully: how.randomFully ?? false,
      persistent: how.persistent ?? false,
    },
    how.manip,
  );
  return 'ACCEPT';
}
