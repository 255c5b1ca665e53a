// Masqueraded connections end with the address or device that they borrowed. As nf_nat_masquerade.c.

import { onAddressEvent4 } from '../net/address4.ts';
import { onAddressEvent6 } from '../net/address6.ts';
import { onDeviceEvent } from '../net/netdev.ts';
import { conntrackOf } from './conntrack/table.ts';

/** Asked behind everybody else. */
const LAST = 1000;

onDeviceEvent(LAST, (event, device) => {
  if (event !== 'down') return;
  const table = conntrackOf(device.netns);
  for (const entry of table.list()) if (entry.masqueradeIndex === device.index) table.destroy(entry);
});

onAddressEvent4(LAST, (what, address) => {
  if (what !== 'remove') return;
  const table = conntrackOf(address.device.netns);
  for (const entry of table.list()) {
    if (entry.masqueradeIndex === address.device.index && entry.reply.dest === address.local) table.destroy(entry);
  }
});

onAddressEvent6(LAST, (what, address) => {
  if (what !== 'remove') return;
  const table = conntrackOf(address.device.netns);
  for (const entry of table.list()) {
    if (entry.masqueradeIndex === address.device.index && entry.reply.dest === address.address) table.destroy(entry);
  }
});
