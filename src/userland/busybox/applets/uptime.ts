// uptime: how long the host has run, and its load. As procps/uptime.c of BusyBox.

import { strftime } from '../../lib/dates.ts';
import { readText } from '../../lib/io.ts';
import { zoneOf } from '../../lib/zones.ts';
import { applet } from '../applet.ts';

export default applet({
  name: 'uptime',
  usage: `Usage: uptime

Display the time since the last boot`,
  short: '',

  async run(run) {
    const now = await run.sys.clockGettime('realtime');
    const seconds = Number((await readText(run.sys, '/proc/uptime')).split(' ')[0]);
    const loads = (await readText(run.sys, '/proc/loadavg')).split(' ').slice(0, 3).join(', ');
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor(seconds / 3600) % 24;
    const minutes = Math.floor(seconds / 60) % 60;
    const up = hours > 0 ? `${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}` : `${minutes} min`;
    const since = days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : '';
    run.out.write(` ${strftime('%H:%M:%S', now, zoneOf(run.env.TZ))} up ${since}${up},  0 users,  load average: ${loads}\n`);
  },
});
