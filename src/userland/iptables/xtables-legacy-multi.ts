// xtables-legacy-multi: iptables over the older kernel interface, which this machine's kernel has not.

import { print, program, warn } from '../lib/io.ts';
import { VERSION } from './failure.ts';

export default program({
  name: 'iptables-legacy',
  summary: 'iptables using old getsockopt/setsockopt-based kernel api',

  async main(sys, argv) {
    const called = argv[0]!.slice(argv[0]!.lastIndexOf('/') + 1);
    if (argv.includes('-V') || argv.includes('--version')) {
      await print(sys, `${called.replace('-legacy', '')} v${VERSION} (legacy)\n`);
      return 0;
    }
    await warn(
      sys,
      `${called.replace('-legacy', '')} v${VERSION} (legacy): can't initialize ${called.startsWith('ip6') ? 'ip6tables' : 'iptables'} table \`filter': Table does not exist (do you need to insmod?)\nPerhaps ${called.replace('-legacy', '')} or your kernel needs to be upgraded.\n`,
    );
    return 3;
  },
});
