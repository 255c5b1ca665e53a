// -m cluster: whether this node of a cluster is to handle the packet. As xt_cluster.c and libxt_cluster.c of iptables 1.8.13.

import { toWords } from '../addresses.ts';
import { defineMatch, Usage } from '../extension.ts';
import { hex8, not } from '../values.ts';

interface Info {
  total: number;
  nodes: number;
  seed: number;
  inverted: boolean;
}

const NODES_MAX = 32;

/** Bob Jenkins's one-word hash, as jhash_1word. */
function hash(words: readonly number[], seed: number): number {
  let value = seed | 0;
  for (const word of words) {
    value = Math.imul(value ^ word, 0x9e3779b1);
    value ^= value >>> 15;
  }
  return value >>> 0;
}

export default defineMatch<Info>({
  name: 'cluster',
  tracks: true,
  options: {
    '--cluster-total-nodes': { type: 'u32', min: 1, max: NODES_MAX, multi: true },
    '--cluster-local-node': { type: 'u32', min: 1, max: NODES_MAX, invertible: true, excludes: ['--cluster-local-nodemask'] },
    '--cluster-local-nodemask': { type: 'u32', invertible: true, excludes: ['--cluster-local-node'] },
    '--cluster-hash-seed': { type: 'u32' },
  },
  parse(given) {
    const one = (option: string) => given.find(other => other.option === option);
    const total = one('--cluster-total-nodes');
    const seed = one('--cluster-hash-seed');
    const node = one('--cluster-local-node');
    const mask = one('--cluster-local-nodemask');
    if (!node && !mask) throw new Usage("cluster match: `--cluster-local-node' or`--cluster-local-nodemask' is missing");
    if (!total) throw new Usage("cluster match: `--cluster-total-nodes' is missing");
    if (!seed) throw new Usage("cluster match: `--cluster-hash-seed' is missing");
    if (node && node.number > total.number) throw new Usage("cluster match: `--cluster-local-node' must be <= `--cluster-total-nodes'");
    return {
      total: total.number,
      nodes: node ? 1 << (node.number - 1) : mask!.number,
      seed: seed.number,
      inverted: (node ?? mask)!.inverted,
    };
  },
  save: ({ total, nodes, seed, inverted }) =>
    `${not(inverted)}--cluster-local-nodemask ${hex8(nodes)} --cluster-total-nodes ${total} --cluster-hash-seed ${hex8(seed)}`,
  list: ({ total, nodes, seed, inverted }) =>
    `cluster ${inverted ? '!' : ''}node_mask=${hex8(nodes)} total_nodes=${total} hash_seed=${hex8(seed)}`,
  matches({ total, nodes, seed, inverted }, skb, at) {
    const connection = at.connection(skb);
    if (!connection || connection.state === 'INVALID' || connection.state === 'UNTRACKED') return false;
    const value = hash(toWords(connection.address('original', 'source')), seed);
    const node = Number((BigInt(value) * BigInt(total)) >> 32n);
    return (((nodes >>> node) & 1) === 1) !== inverted;
  },
});
