// -j SECMARK: a security context for the packet. As xt_SECMARK.c and libxt_SECMARK.c; no security module is here to know one.

import { defineTarget } from '../extension.ts';

export default defineTarget<{ context: string }>({
  name: 'SECMARK',
  tables: ['mangle', 'security'],
  options: { '--selctx': { type: 'string', max: 255, mandatory: true } },
  parse: ([given]) => ({ context: given!.text }),
  save: ({ context }) => `--selctx ${context}`,
  list: ({ context }) => `SECMARK selctx ${context}`,
  check: () => 'EINVAL',
  act: () => 'CONTINUE',
});
