// reboot(2): the machine is told; in a pid namespace of its own, that namespace ends.

import { demand } from '../credentials.ts';
import { pidNamespaceOf } from '../ns/pid.ts';
import { exitProcess } from '../process/exit.ts';
import { machineReboots } from '../process/reboot.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'reboot',
  args: ['string'],
  status: 'whole',
  run({ process }, how) {
    const namespace = pidNamespaceOf(process);
    demand(process, 'CAP_SYS_BOOT', namespace.owner);
    if (namespace.parent) {
      const { init } = namespace;
      const signal = how === 'restart' ? 'SIGHUP' : 'SIGINT';
      if (init) exitProcess(init, { how: 'killed', signal, core: false });
    } else machineReboots(process.kernel, how);
  },
});
