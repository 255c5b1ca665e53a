// prctl(2), in the parts that Prctls lists.

import type { Capability } from '../../abi/caps.ts';
import { Errno } from '../../abi/errno.ts';
import type { Signal } from '../../abi/signal.ts';
import type { Prctls } from '../../abi/sys.ts';
import { capable, demand, SECBIT_KEEP_CAPS } from '../credentials.ts';
import type { Process } from '../process/process.ts';
import { defineSyscall } from './define.ts';

const COMM_MAX = 15;

const options: Record<keyof Prctls, (process: Process, argument: unknown) => unknown> = {
  PR_SET_NAME(process, name) {
    process.comm = String(name).slice(0, COMM_MAX);
  },
  PR_GET_NAME: process => process.comm,
  PR_SET_MM_ARG(process, words) {
    process.argv = [...(words as readonly string[])];
  },
  PR_SET_PDEATHSIG(process, signal) {
    process.deathSignal = signal as Signal | undefined;
  },
  PR_SET_CHILD_SUBREAPER(process, on) {
    process.subreaper = on === true;
  },
  PR_GET_CHILD_SUBREAPER: process => process.subreaper,
  PR_SET_NO_NEW_PRIVS(process) {
    process.credentials = process.credentials.with({ noNewPrivs: true });
  },
  PR_GET_NO_NEW_PRIVS: process => process.credentials.noNewPrivs,
  PR_SET_KEEPCAPS(process, on) {
    const { securebits } = process.credentials;
    process.credentials = process.credentials.with({
      securebits: on === true ? securebits | SECBIT_KEEP_CAPS : securebits & ~SECBIT_KEEP_CAPS,
    });
  },
  PR_GET_KEEPCAPS: process => (process.credentials.securebits & SECBIT_KEEP_CAPS) !== 0,
  PR_CAPBSET_READ: (process, capability) => process.credentials.bounding.has(capability as Capability),
  PR_CAPBSET_DROP(process, capability) {
    demand(process, 'CAP_SETPCAP', process.ns.user);
    const bounding = new Set(process.credentials.bounding);
    bounding.delete(capability as Capability);
    process.credentials = process.credentials.with({ bounding });
  },
  PR_SET_DUMPABLE(process, on) {
    process.dumpable = on === true;
  },
  PR_GET_DUMPABLE: process => process.dumpable,
  PR_SET_SECUREBITS(process, bits) {
    demand(process, 'CAP_SETPCAP', process.ns.user);
    process.credentials = process.credentials.with({ securebits: Number(bits) });
  },
  PR_GET_SECUREBITS: process => process.credentials.securebits,
  PR_SET_SECCOMP(process, filter) {
    if (!process.credentials.noNewPrivs && !capable(process, 'CAP_SYS_ADMIN', process.ns.user)) throw new Errno('EACCES');
    const { denied } = filter as { denied: readonly string[] };
    process.denied = new Set([...(process.denied ?? []), ...denied]);
  },
  PR_SET_TIMERSLACK: () => undefined,
};

export default defineSyscall({
  name: 'prctl',
  args: ['string', 'json'],
  status: 'whole',
  run({ process }, option, argument) {
    const act = options[option];
    if (!act) throw new Errno('EINVAL');
    return act(process, argument) as Prctls[typeof option]['gives'];
  },
});
