// umount: takes mounts away. As util-linux/umount.c of BusyBox.

import { Errno } from '../../../abi/errno.ts';
import { applet } from '../applet.ts';
import { mounts } from '../mounts.ts';

export default applet({
  name: 'umount',
  usage: `Usage: umount [-rlfda] [-t FSTYPE] FILESYSTEM|DIRECTORY

Unmount filesystems

	-a	Unmount all filesystems
	-r	Remount devices read-only if mount is busy
	-l	Lazy umount (detach filesystem)
	-f	Force umount (i.e., unreachable NFS server)
	-d	Free loop device if it has been used
	-t FSTYPE[,...]	Unmount only these filesystem type(s)`,
  short: 'fldnrvat:i',

  async run(run) {
    const all = await mounts(run.sys);
    const types = run.value('-t')?.split(',');
    const wanted = run.has('-a') ? all.map(({ target }) => target).reverse() : run.operands;
    if (wanted.length === 0 && !run.has('-a')) run.usage();
    for (const word of wanted) {
      const mount = all.findLast(({ source, target }) => target === word || source === word);
      if (types && (!mount || !types.includes(mount.type))) continue;
      const target = mount?.target ?? word;
      try {
        await run.sys.umount(target, { ...(run.has('-l') ? { detach: true } : {}), ...(run.has('-f') ? { force: true } : {}) });
      } catch (error) {
        if (error instanceof Errno && error.code === 'EBUSY' && run.has('-r') && mount) {
          await run.sys.mount(mount.source, target, mount.type, { remount: true, options: ['ro'] }).catch(() => undefined);
          continue;
        }
        await run.perror(`can't unmount ${target}`, error);
      }
    }
  },
});
