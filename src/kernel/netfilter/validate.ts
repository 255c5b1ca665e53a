// Whether a rule may stand where it is asked for: extensions' own checks, hooks that reach it, loops of chains.
// As nft_compat.c, and nft_chain_validate of nf_tables_api.c.

import { Errno } from '../../abi/errno.ts';
import type { HookName, NftStatement, RuleBody, XtRule } from '../../abi/nfnetlink.ts';
import type { Family, Match, Placement, Target } from '../../xtables/extension.ts';
import { findMatch, findTarget } from '../../xtables/table.ts';
import { type Chain, chainsNamed } from './tables.ts';

/** NFT_JUMP_STACK_SIZE: how deep chains may call each other. */
export const DEPTH_MAX = 16;

/** The base chains from which packets come to a chain, itself among them. Throws ELOOP in Linux's word where chains call in a circle. */
function basesOf(chain: Chain): Set<Chain> {
  const bases = new Set<Chain>();
  const seen = new Set<Chain>();
  const walk = (one: Chain): void => {
    if (seen.has(one)) return;
    seen.add(one);
    if (one.base) bases.add(one);
    for (const caller of one.callers.keys()) walk(caller);
  };
  walk(chain);
  return bases;
}

const familyOf = (chain: Chain): Family => (chain.table.family === 'ip6' ? 'ipv6' : 'ipv4');

/** Throws EINVAL or what an extension says. */
function checkExtension(extension: Match | Target, info: unknown, where: Placement): void {
  if (extension.tables && !extension.tables.includes(where.table)) throw new Errno('EINVAL');
  if (extension.hooks && where.hooks.some(hook => !extension.hooks!.includes(hook))) throw new Errno('EINVAL');
  if (extension.protocols && (where.protocolInverted || !extension.protocols.includes(where.protocol ?? 0))) throw new Errno('EINVAL');
  const errno = extension.check?.(info, where);
  if (errno) throw new Errno(errno);
}

function checkXt(rule: XtRule, chain: Chain, hooks: readonly HookName[]): void {
  const family = familyOf(chain);
  const { protocol, source, dest } = rule.header;
  const where: Placement = {
    table: chain.table.name,
    hooks,
    family,
    protocol: protocol?.number,
    protocolInverted: protocol?.inverted ?? false,
  };
  if (source?.inverted && source.mask.every(word => word === 0)) throw new Errno('EINVAL');
  if (dest?.inverted && dest.mask.every(word => word === 0)) throw new Errno('EINVAL');
  for (const { name, info } of rule.matches) {
    const match = findMatch(name, family);
    if (!match) throw new Errno('ENOENT');
    checkExtension(match, info, where);
  }
  if (rule.action.kind === 'verdict' && rule.action.verdict === 'QUEUE') throw new Errno('ENOENT');
  if (rule.action.kind === 'target') {
    const target = findTarget(rule.action.target.name, family);
    if (!target) throw new Errno('ENOENT');
    checkExtension(target, rule.action.target.info, where);
  }
}

/** Where nft's statements may stand. */
function checkNft(statements: readonly NftStatement[], chain: Chain, bases: ReadonlySet<Chain>): void {
  for (const statement of statements) {
    if (statement.kind !== 'nat') continue;
    const wanted: readonly HookName[] =
      statement.how === 'dnat' || statement.how === 'redirect'
        ? ['PREROUTING', 'OUTPUT']
        : statement.how === 'masquerade'
          ? ['POSTROUTING']
          : ['POSTROUTING', 'INPUT'];
    for (const base of bases) {
      if (base.base!.type !== 'nat' || !wanted.includes(base.base!.hook)) throw new Errno('EOPNOTSUPP');
    }
    if (bases.size === 0 && chain.base && chain.base.type !== 'nat') throw new Errno('EOPNOTSUPP');
  }
}

/** Whether a body may stand in a chain. Throws the errno that Linux gives. */
export function checkRule(body: RuleBody, chain: Chain): void {
  const bases = chain.base && chain.callers.size === 0 ? new Set([chain]) : basesOf(chain);
  const hooks = chain.base && bases.size === 1 ? [chain.base.hook] : [...new Set([...bases].map(base => base.base!.hook))];
  if (body.kind === 'xt') checkXt(body, chain, hooks);
  else checkNft(body.statements, chain, bases);
  for (const name of chainsNamed(body)) {
    const callee = chain.table.chains.get(name);
    if (!callee) throw new Errno('ENOENT');
    if (callee.base) throw new Errno('EOPNOTSUPP');
    if (bases.size > 0) checkReached(callee, chain, bases, hooks);
  }
}

/** A chain that packets now come to: its depth, and what its rules ask of the hooks. */
function checkReached(callee: Chain, caller: Chain, bases: ReadonlySet<Chain>, hooks: readonly HookName[]): void {
  const above = depthAbove(caller);
  const below = depthBelow(callee, DEPTH_MAX + 1);
  if (above + below > DEPTH_MAX) throw new Errno('EMLINK');
  const seen = new Set<Chain>();
  const walk = (chain: Chain): void => {
    if (seen.has(chain)) return;
    seen.add(chain);
    for (const { body } of chain.rules) {
      if (body.kind === 'xt') {
        if (body.matches.length > 0 || body.action.kind === 'target') checkXt(body, chain, hooks);
      } else checkNft(body.statements, chain, bases);
      for (const name of chainsNamed(body)) walk(chain.table.chains.get(name)!);
    }
  };
  walk(callee);
}

/** Chains from the farthest base chain to this one, itself counted. */
function depthAbove(chain: Chain, seen: ReadonlySet<Chain> = new Set()): number {
  if (seen.has(chain)) return DEPTH_MAX + 1;
  const next = new Set(seen).add(chain);
  let depth = 0;
  for (const caller of chain.callers.keys()) if (caller !== chain) depth = Math.max(depth, depthAbove(caller, next));
  return depth + 1;
}

/** Chains from this one to the deepest it calls, itself counted; stops at `limit`. */
function depthBelow(chain: Chain, limit: number): number {
  if (limit <= 0) return 1;
  let depth = 0;
  const callees = new Set<Chain>();
  for (const { body } of chain.rules) for (const name of chainsNamed(body)) callees.add(chain.table.chains.get(name)!);
  for (const callee of callees) depth = Math.max(depth, depthBelow(callee, limit - 1));
  return depth + 1;
}
