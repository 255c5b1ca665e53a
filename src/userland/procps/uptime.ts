// uptime: how long the machine has run, who is there and how busy it is. procps-ng 4.0.7.

import { strftime } from '../lib/dates.ts';
import { zoneOf } from '../lib/zones.ts';
import { procps } from './frame.ts';
import { HELP } from './help/uptime.ts';
import { loads, pretty, sessions, upSeconds, uptimeLine } from './uptime-line.ts';

export default procps({
  name: 'uptime',
  summary: 'tell how long the system has been running',
  help: HELP,
  short: 'cprhs',
  long: { container: '-c', pretty: '-p', raw: '-r', since: '-s', help: '-h' },

  async run(tool) {
    const { sys, out } = tool;
    if (tool.operands.length > 0) tool.usage('');
    const container = tool.has('-c');
    const seconds = await upSeconds(sys, container);
    const now = await sys.clockGettime('realtime');
    switch (tool.given.findLast(({ option }) => option !== '-c')?.option) {
      case '-p':
        out.write(`${pretty(seconds)}\n`);
        break;
      case '-r':
        out.write(`${now.seconds} ${seconds.toFixed(6)} ${(await sessions(sys)).length} ${(await loads(sys)).join(' ')}\n`);
        break;
      case '-s': {
        const since = { seconds: Math.floor(now.seconds + now.nanoseconds / 1e9 - seconds), nanoseconds: 0 };
        out.write(`${strftime('%Y-%m-%d %H:%M:%S', since, zoneOf(tool.env.TZ))}\n`);
        break;
      }
      default:
        out.write(`${await uptimeLine(sys, tool.env, container)}\n`);
    }
    return 0;
  },
});
