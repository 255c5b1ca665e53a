// Goal 15: round trips of ping -f from outside the host through its DNAT rule, the bridge and a veth pair to a container.

import { best, type Goal } from './lib/goal.ts';
import { liveHost } from './lib/live-host.ts';

const COUNT = 20_000;
const TIMES = 5;
const OF_V86_MIN = 4;
const MS = 1000;

export const floodPing: Goal = {
  number: 15,
  async measure({ baselines: { v86 } }) {
    const host = await liveHost();
    await host.line('docker run -d --name target alpine sleep infinity >/dev/null');
    const address = "$(docker inspect -f '{{.NetworkSettings.Networks.bridge.IPAddress}}' target)";
    await host.line('ip addr add 10.0.0.77/24 dev eth0');
    await host.line(`iptables -t nat -I PREROUTING -d 10.0.0.77 -p icmp -j DNAT --to-destination ${address}`);
    await host.line(`iptables -I DOCKER-USER -d ${address} -j ACCEPT; iptables -t raw -F`);
    const ms = await best(TIMES, async () => {
      const { ms: took, output } = await host.line(`ip netns exec outside ping -q -f -c ${COUNT} 10.0.0.77`);
      if (!output.includes(`${COUNT} received`)) throw new Error(`packets were lost:\n${output}`);
      return took;
    });
    host.end();
    const what = 'ping -f through bridge and DNAT';
    const row = { what, measured: (COUNT * MS) / ms, unit: '/s', baseline: v86.roundTripsPerSecond, of: 'v86', rate: true };
    return [{ ...row, target: v86.roundTripsPerSecond * OF_V86_MIN }];
  },
};
