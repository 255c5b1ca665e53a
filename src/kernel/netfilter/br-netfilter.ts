// Shows bridged IP packets to the IP hooks, as if the bridge had received and sent them. As br_netfilter_hooks.c.

import { get16, put48 } from '../../wire/bytes.ts';
import { ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';
import { bridgeOf } from '../net/devices/bridge-state.ts';
import { type HookState, PRIORITY, register, run as runHooks, type Verdict } from '../net/hooks.ts';
import { neighbours, sendByDevice } from '../net/neighbour.ts';
import { type NetNamespace, onNamespaceBirth } from '../net/netns.ts';
import { routeInput4 } from '../net/route/lookup.ts';
import type { Netdev, Skb } from '../net/skb.ts';
import { bridgeVariables } from './conntrack/sysctl.ts';

/** What a bridged packet's passage through the IP hooks has to remember. */
interface Passage {
  readonly family: 'inet' | 'inet6';
  /** It was shown to PREROUTING, and is not to be again when the bridge delivers it. */
  shown: boolean;
}

const passageOf = (skb: Skb): Passage | undefined => skb.bridge as Passage | undefined;

/** The family whose hooks want the packet; undefined where they are not to see it. */
function wanted(skb: Skb, netns: NetNamespace, bridge: Netdev): Passage['family'] | undefined {
  const variables = bridgeVariables(netns);
  const own = bridgeOf(bridge);
  if (skb.etherType === ETH_P_IP) return variables['bridge-nf-call-iptables'] !== 0 || own.nfCallIptables !== 0 ? 'inet' : undefined;
  if (skb.etherType === ETH_P_IPV6) return variables['bridge-nf-call-ip6tables'] !== 0 || own.nfCallIp6tables !== 0 ? 'inet6' : undefined;
  return undefined;
}

/** Takes Ethernet's padding off; false where the header is no good. */
function trim(skb: Skb): boolean {
  const { bytes, network, end } = skb;
  const v4 = skb.etherType === ETH_P_IP;
  if (end < network + (v4 ? 20 : 40) || bytes[network]! >> 4 !== (v4 ? 4 : 6)) return false;
  const total = v4 ? get16(bytes, network + 2) : get16(bytes, network + 4) + 40;
  if (skb.gsoSize === 0) {
    if (end < network + total) return false;
    skb.end = network + total;
  }
  skb.resetTransport();
  return true;
}

/** Lets the IP hooks see a packet for us even where its frame is for another. */
function shown(
  skb: Skb,
  state: HookState,
  hook: HookState['hook'],
  family: Passage['family'],
  input: Netdev | undefined,
  output: Netdev | undefined,
): boolean {
  const type = skb.packetType;
  if (type === 'otherhost') skb.packetType = 'host';
  const goesOn = runHooks(state.netns, family, hook, skb, input, output, state.resume);
  if (type === 'otherhost' && skb.packetType === 'host') skb.packetType = type;
  return goesOn;
}

function preRouting(skb: Skb, state: HookState): Verdict {
  const bridge = state.input?.master;
  if (!bridge) return 'ACCEPT';
  const family = wanted(skb, state.netns, bridge);
  if (!family) return 'ACCEPT';
  if (!trim(skb)) return 'DROP';
  const passage: Passage = { family, shown: false };
  skb.bridge = passage;
  skb.physIn = state.input;
  const before = skb.destIp;
  if (!shown(skb, state, 'PREROUTING', family, bridge, undefined)) return 'STOLEN';
  passage.shown = true;
  return skb.destIp === before ? 'ACCEPT' : redirect(skb, state, bridge);
}

/** Its destination was changed: it may be for another port of the bridge, or for this host to route. */
function redirect(skb: Skb, state: HookState, bridge: Netdev): Verdict {
  const dest = skb.destIp;
  if (typeof dest !== 'number') {
    put48(skb.bytes, skb.mac, bridge.mac);
    skb.packetType = 'host';
    return 'ACCEPT';
  }
  const route = routeInput4(state.netns, bridge, {
    dest,
    source: skb.sourceIp as number,
    tos: skb.tos & 0x1c,
    mark: skb.mark,
    protocol: skb.protocol,
  });
  if (typeof route === 'string') return 'DROP';
  if (!route.local && !route.error && route.output === bridge) {
    const nexthop = route.gateway ?? dest;
    const neighbour = neighbours(bridge).get(nexthop);
    if (!neighbour?.valid) {
      // Asks for the neighbour's address and sends it then, from the bridge itself.
      skb.start = skb.network;
      sendByDevice(bridge, nexthop, skb, false);
      return 'STOLEN';
    }
    put48(skb.bytes, skb.mac, neighbour.mac!);
    return 'ACCEPT';
  }
  put48(skb.bytes, skb.mac, bridge.mac);
  skb.packetType = 'host';
  return 'ACCEPT';
}

function forward(skb: Skb, state: HookState): Verdict {
  const passage = passageOf(skb);
  const bridge = state.output?.master;
  if (!passage || !bridge) return 'ACCEPT';
  skb.physOut = state.output;
  return shown(skb, state, 'FORWARD', passage.family, bridge, bridge) ? 'ACCEPT' : 'STOLEN';
}

function postRouting(skb: Skb, state: HookState): Verdict {
  const passage = passageOf(skb);
  const bridge = state.output?.master;
  if (!passage || !bridge || !skb.physIn) return 'ACCEPT';
  skb.physOut = state.output;
  if (!shown(skb, state, 'POSTROUTING', passage.family, undefined, bridge)) return 'STOLEN';
  skb.bridge = undefined;
  return 'ACCEPT';
}

/** What the bridge delivers to this host was shown to PREROUTING already (ip_sabotage_in). */
function alreadyShown(skb: Skb, state: HookState): Verdict {
  const passage = passageOf(skb);
  if (!passage?.shown) return 'ACCEPT';
  skb.bridge = undefined;
  state.resume?.(skb);
  return 'STOLEN';
}

onNamespaceBirth(netns => {
  const put = (
    family: 'bridge' | 'inet' | 'inet6',
    hook: HookState['hook'],
    priority: number,
    run: (skb: Skb, state: HookState) => Verdict,
  ): void => {
    register(netns, { family, hook, priority, name: 'br_netfilter', run });
  };
  put('bridge', 'PREROUTING', PRIORITY.bridgeNetfilter, preRouting);
  put('bridge', 'FORWARD', PRIORITY.bridgeNetfilter - 1, forward);
  put('bridge', 'POSTROUTING', PRIORITY.last, postRouting);
  put('inet', 'PREROUTING', PRIORITY.first, alreadyShown);
  put('inet6', 'PREROUTING', PRIORITY.first, alreadyShown);
});
