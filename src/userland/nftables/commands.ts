// nft's command line and its commands, as far as they are here: lists, and what makes, empties and deletes tables and chains.
// As parser_bison.y of nftables 1.1.7.

import type { NftFamily } from '../../abi/nfnetlink.ts';

/** What nft prints behind "Error: ", and its exit status. */
export class Complaint extends Error {}

const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev']);
const LISTS =
  'synproxy, hooks, table, tables, chain, chains, sets, set, map, maps, flowtable, ruleset, flow, meter, meters, flowtables, ct, counter, tunnel, counters, quotas, limits, tunnels, synproxys, limit, quota, secmark, secmarks';

const isFamily = (word: string | undefined): word is NftFamily => word !== undefined && FAMILIES.has(word);

export interface Place {
  text: string;
  column: number;
}

/** Words with their places in the line. */
export function split(line: string): Place[] {
  return [...line.matchAll(/"[^"]*"|[{};,]|[^\s{};,"]+/g)].map(found => ({ text: found[0], column: found.index }));
}

/** An error under the words it is about. */
export const pointed = (message: string, line: string, { text, column }: Place): Complaint =>
  new Complaint(`Error: ${message}\n${line}\n${' '.repeat(column)}${'^'.repeat(Math.max(1, text.length))}\n`);

const unknown = (line: string, word: Place | undefined, expected: string): Complaint => {
  const what = word
    ? LISTS.split(', ').includes(word.text) || FAMILIES.has(word.text) || word.text === 'rules'
      ? word.text
      : 'string'
    : 'newline';
  return pointed(`syntax error, unexpected ${what}\nexpected any of: ${expected}`, line, word ?? { text: '', column: line.length });
};

export interface Parsed {
  line: string;
  verb: 'list' | 'flush' | 'delete' | 'add' | 'create';
  /** 'ruleset', 'table', 'chains' … */
  object: string;
  family: NftFamily;
  familyGiven: boolean;
  table: Place | undefined;
  chain: Place | undefined;
  rest: Place[];
}

const NAMED: Readonly<Record<string, number>> = { table: 1, chain: 2, rule: 2, set: 2, map: 2, counter: 2, quota: 2 };

export function parse(line: string): Parsed {
  const words = split(line);
  const [verb, object] = words;
  if (!verb) throw new Complaint('nft: no command specified\n');
  if (!['list', 'flush', 'delete', 'destroy', 'add', 'create'].includes(verb.text)) {
    if (
      ['insert', 'replace', 'rename', 'reset', 'get', 'describe', 'monitor', 'export', 'import', 'table', 'define', 'include'].includes(
        verb.text,
      )
    ) {
      throw new Complaint(`slipway: nft ${verb.text} is not simulated here\n`);
    }
    throw unknown(line, words[1], '<string>, last');
  }
  if (verb.text === 'destroy') throw new Complaint('slipway: nft destroy is not simulated here\n');
  if (!object) throw unknown(line, undefined, LISTS);
  if (verb.text === 'list' && !LISTS.split(', ').includes(object.text)) throw unknown(line, object, LISTS);
  let at = 2;
  let family: NftFamily = 'ip';
  const given = words[at]?.text;
  const familyGiven = isFamily(given);
  if (isFamily(given)) {
    family = given;
    at++;
  }
  const count = NAMED[object.text] ?? 0;
  const named = words.slice(at, at + count);
  if (named.length < count)
    throw unknown(
      line,
      undefined,
      count - named.length === 2 || object.text === 'table' ? 'inet, netdev, <string>, bridge, arp, ip, ip6, last' : '<string>, last',
    );
  return {
    line,
    verb: verb.text as Parsed['verb'],
    object: object.text,
    family,
    familyGiven,
    table: named[0],
    chain: named[1],
    rest: words.slice(at + count),
  };
}
