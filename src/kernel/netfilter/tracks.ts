// Which rules need connections tracked, so that conntrack is there while they are.

import { findMatch, findTarget } from '../../xtables/table.ts';
import type { Rule } from './tables.ts';

/** Whether a rule needs connections tracked. */
export function tracksConnections(rule: Rule, family: 'ipv4' | 'ipv6'): boolean {
  const { body } = rule;
  if (body.kind === 'nft') {
    return body.statements.some(
      one =>
        one.kind === 'nat' ||
        (one.kind === 'match' && one.keys.some(key => key.startsWith('ct '))) ||
        (one.kind === 'vmap' && one.keys.some(key => key.startsWith('ct '))) ||
        (one.kind === 'set' && one.key.startsWith('ct ')),
    );
  }
  if (body.action.kind === 'target' && findTarget(body.action.target.name, family)?.tracks) return true;
  return body.matches.some(match => findMatch(match.name, family)?.tracks);
}
