// Which ipsets a rule looks into or changes: they cannot be destroyed while it does.

import type { RuleBody } from '../../abi/nfnetlink.ts';

/** The names of sets in a rule's set matches and SET target. */
export function setNamesOf(body: RuleBody): string[] {
  if (body.kind !== 'xt') return [];
  const names: string[] = [];
  for (const match of body.matches) if (match.name === 'set') names.push((match.info as { name: string }).name);
  if (body.action.kind === 'target' && body.action.target.name === 'SET') {
    for (const one of (body.action.target.info as { operations: readonly { name: string }[] }).operations) names.push(one.name);
  }
  return names;
}
