// -m owner: who owns the socket that sent the packet. As xt_owner.c and libxt_owner.c, revision 1.

import { defineMatch, type Given, type ListHow, Usage } from '../extension.ts';
import { inRange, join, printRange, type Range } from '../ports.ts';
import { not, parseNumber } from '../values.ts';

interface Info {
  uid?: { range: Range; inverted: boolean };
  gid?: { range: Range; inverted: boolean };
  socket?: { inverted: boolean };
  supplementary: boolean;
}

function parseIds(given: Given, byName: (name: string) => number | undefined): Range {
  const { text, option } = given;
  const bad = new Usage(`owner: Bad value for "${option}" option: "${text}"`);
  const range = /^(\d+)-(\d+)$/.exec(text);
  if (range) {
    const low = parseNumber(range[1]!, 0, 0xfffffffe);
    const high = parseNumber(range[2]!, 0, 0xfffffffe);
    if (low === undefined || high === undefined) throw bad;
    return [low, high];
  }
  const id = (/^\d/.test(text) ? undefined : byName(text)) ?? parseNumber(text, 0, 0xfffffffe);
  if (id === undefined) throw bad;
  return [id, id];
}

const ids = (range: Range): string => printRange(range).replace(':', '-');
const named = (range: Range, how: ListHow, byId: (id: number) => string | undefined): string =>
  how.numeric || range[0] !== range[1] ? ids(range) : (byId(range[0]) ?? ids(range));

export default defineMatch<Info>({
  name: 'owner',
  hooks: ['OUTPUT', 'POSTROUTING'],
  options: {
    '--uid-owner': { type: 'string', invertible: true },
    '--gid-owner': { type: 'string', invertible: true },
    '--socket-exists': { invertible: true },
    '--suppl-groups': {},
  },
  parse(given, rule) {
    const info: Info = { supplementary: false };
    for (const one of given) {
      const { option, inverted } = one;
      if (option === '--uid-owner') info.uid = { range: parseIds(one, name => rule.names.userByName(name)), inverted };
      else if (option === '--gid-owner') info.gid = { range: parseIds(one, name => rule.names.groupByName(name)), inverted };
      else if (option === '--socket-exists') info.socket = { inverted };
      else {
        if (!info.gid) throw new Usage('owner: Bad value for "--suppl-groups" option: "you need to use --gid-owner first"');
        info.supplementary = true;
      }
    }
    if (!info.uid && !info.gid && !info.socket) {
      throw new Usage('owner: At least one of --uid-owner, --gid-owner or --socket-exists is required');
    }
    return info;
  },
  save: info =>
    join(
      info.socket && `${not(info.socket.inverted)}--socket-exists`,
      info.uid && `${not(info.uid.inverted)}--uid-owner ${ids(info.uid.range)}`,
      info.gid && `${not(info.gid.inverted)}--gid-owner ${ids(info.gid.range)}`,
      info.supplementary && '--suppl-groups',
    ),
  list: (info, how) =>
    join(
      info.socket && `${not(info.socket.inverted)}owner socket exists`,
      info.uid && `${not(info.uid.inverted)}owner UID match ${named(info.uid.range, how, id => how.names.userById(id))}`,
      info.gid && `${not(info.gid.inverted)}owner GID match ${named(info.gid.range, how, id => how.names.groupById(id))}`,
      info.supplementary && 'incl. suppl. groups',
    ),
  matches(info, skb, at) {
    const owner = at.owner(skb);
    if (info.socket && (owner !== undefined) === info.socket.inverted) return false;
    if (!owner) return !(info.uid && !info.uid.inverted) && !(info.gid && !info.gid.inverted);
    if (info.uid && inRange(info.uid.range, owner.uid) === info.uid.inverted) return false;
    if (!info.gid) return true;
    const { range, inverted } = info.gid;
    const hit = inRange(range, owner.gid) || (info.supplementary && owner.groups.some(group => inRange(range, group)));
    return hit !== inverted;
  },
});
