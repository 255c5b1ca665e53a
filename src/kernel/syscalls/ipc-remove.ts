// IPC_RMID of shmctl(2), msgctl(2) and semctl(2).

import type { IpcNamespace } from '../ns/ipc.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'ipcRemove',
  args: ['string', 'int'],
  status: 'whole',
  run({ process }, kind, id) {
    const ipc = process.ns.ipc as IpcNamespace;
    ipc.sysv.remove(process, kind, id, ipc.owner);
  },
});
