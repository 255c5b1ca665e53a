// clear: an empty screen. As console-tools/clear.c of BusyBox.

import { applet } from '../applet.ts';

export default applet({
  name: 'clear',
  usage: `Usage: clear

Clear screen`,
  short: '',

  async run(run) {
    run.out.write('\x1b[H\x1b[J');
  },
});
