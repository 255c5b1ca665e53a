// setpriv --dump: what privileges the caller has. util-linux 2.42.

import { Names } from '../../lib/accounts.ts';
import type { Tool } from '../../lib/command.ts';
import { procStatus } from '../../lib/proc.ts';
import { securebitsText, setText } from './words.ts';

/** Prints the state; twice -d shows the effective and permitted sets too, thrice the saved ids. */
export async function dump(tool: Tool, level: number): Promise<number> {
  const { sys, out } = tool;
  await new Names(sys).load();
  const { uid, euid, suid, gid, egid, sgid, groups } = await sys.getids();
  out.write(
    `uid: ${uid}\neuid: ${euid}\n${level >= 3 ? `suid: ${suid}\n` : ''}gid: ${gid}\negid: ${egid}\n${level >= 3 ? `sgid: ${sgid}\n` : ''}`,
  );
  out.write(`Supplementary groups: ${groups.length > 0 ? groups.join(',') : '[none]'}\n`);
  const caps = await sys.capget();
  const status = await procStatus(sys, await sys.getpid());
  out.write(`no_new_privs: ${status?.get('NoNewPrivs') ?? '0'}\n`);
  if (level >= 2) out.write(`Effective capabilities: ${setText(caps.effective)}\nPermitted capabilities: ${setText(caps.permitted)}\n`);
  out.write(`Inheritable capabilities: ${setText(caps.inheritable)}\nAmbient capabilities: ${setText(caps.ambient)}\n`);
  out.write(`Capability bounding set: ${setText(caps.bounding)}\n`);
  out.write(`Securebits: ${securebitsText(await sys.prctl('PR_GET_SECUREBITS'))}\nParent death signal: [none]\n`);
  return 0;
}
