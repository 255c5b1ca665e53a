// Sets of addresses, ports and other things that packets are looked up in. As ip_set_core.c.

import type { SetChange, SetQuestion } from '../../xtables/extension.ts';
import type { HookState } from '../net/hooks.ts';
import type { NetNamespace } from '../net/netns.ts';
import type { Skb } from '../net/skb.ts';

export function inIpset(
  _netns: NetNamespace,
  _name: string,
  _flags: readonly ('src' | 'dst')[],
  _skb: Skb,
  _state: HookState,
  _how: SetQuestion,
): boolean {
  return false;
}

export function changeIpset(
  _netns: NetNamespace,
  _name: string,
  _flags: readonly ('src' | 'dst')[],
  _skb: Skb,
  _state: HookState,
  _how: SetChange,
): void {}
