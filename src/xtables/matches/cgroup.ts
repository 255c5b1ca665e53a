// -m cgroup: the cgroup of the socket that sent the packet. As xt_cgroup.c and libxt_cgroup.c, revision 2.

import { defineMatch } from '../extension.ts';
import { not } from '../values.ts';

interface Info {
  path?: string;
  classid?: number;
  inverted: boolean;
}

export default defineMatch<Info>({
  name: 'cgroup',
  hooks: ['OUTPUT', 'POSTROUTING', 'INPUT'],
  options: { '--path': { type: 'string', invertible: true }, '--cgroup': { type: 'u32', invertible: true } },
  parse(given) {
    const path = given.find(one => one.option === '--path');
    const classid = given.find(one => one.option === '--cgroup');
    return {
      ...(path && { path: path.text }),
      ...(classid && { classid: classid.number }),
      inverted: (path ?? classid)?.inverted ?? false,
    };
  },
  save: ({ path, classid, inverted }) => `${not(inverted)}${path !== undefined ? `--path ${path}` : `--cgroup ${classid ?? 0}`}`,
  list: ({ path, classid, inverted }) => `cgroup ${not(inverted)}${path ?? classid ?? 0}`,
  check: ({ path, classid }) => ((path === undefined) === (classid === undefined) ? 'EINVAL' : undefined),
  matches({ path, classid, inverted }, skb, at) {
    const owner = at.owner(skb);
    if (!owner) return false;
    const wanted = path === undefined ? undefined : `/${path.replace(/^\/+|\/+$/g, '')}`;
    const hit =
      wanted === undefined ? owner.classid === classid : wanted === '/' || owner.cgroup === wanted || owner.cgroup.startsWith(`${wanted}/`);
    return hit !== inverted;
  },
});
