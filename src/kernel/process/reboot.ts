// What reboot(2) asks of the outside: the machine's owner says what happens.

import { Errno } from '../../abi/errno.ts';
import { type KernelContext, singleton } from '../context.ts';

type Reboot = (how: 'restart' | 'power-off') => void;

const REBOOT = Symbol('reboot');

/** kernel.ts says who is told. */
export function whenRebooting(kernel: KernelContext, tell: Reboot): void {
  kernel.singletons.set(REBOOT, tell);
}

/** Throws EINVAL on a machine that cannot be turned off. */
export function machineReboots(kernel: KernelContext, how: 'restart' | 'power-off'): void {
  const tell = singleton<Reboot>(kernel, REBOOT, () => () => {
    throw new Errno('EINVAL');
  });
  tell(how);
}
