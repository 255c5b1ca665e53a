// -m nfacct: counts in an accounting object that nfacct(8) made. As xt_nfacct.c and libxt_nfacct.c; there are no such objects here.

import { defineMatch } from '../extension.ts';

export default defineMatch<{ name: string }>({
  name: 'nfacct',
  options: { '--nfacct-name': { type: 'string', min: 1, max: 31, mandatory: true } },
  parse: ([given]) => ({ name: given!.text }),
  save: ({ name }) => `--nfacct-name ${name}`,
  list: ({ name }) => `nfacct-name  ${name}`,
  check: () => 'ENOENT',
  matches: ({ name }, skb, at) => at.namedCounter(name, skb),
});
