// shmget(2), msgget(2) and semget(2).

import type { IpcNamespace } from '../ns/ipc.ts';
import { defineSyscall } from './define.ts';

export default defineSyscall({
  name: 'ipcGet',
  args: ['string', 'int', 'json'],
  status: 'partly: objects are made, found, listed and removed; there is no attaching, sending or waiting',
  run: ({ process }, kind, key, how) => (process.ns.ipc as IpcNamespace).sysv.get(process, kind, key, how),
});
