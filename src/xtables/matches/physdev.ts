// -m physdev: the bridge ports of a bridged packet. As xt_physdev.c and libxt_physdev.c of iptables 1.8.13.

import { type Device, defineMatch, type Given, Usage } from '../extension.ts';
import { matchesName } from '../names.ts';
import { join } from '../ports.ts';
import { not } from '../values.ts';

interface Flag {
  inverted: boolean;
}
interface Info {
  input?: Flag & { name: string };
  output?: Flag & { name: string };
  isIn?: Flag;
  isOut?: Flag;
  bridged?: Flag;
}

const words = ({ input, output, isIn, isOut, bridged }: Info): string =>
  [
    isIn && `${not(isIn.inverted)}--physdev-is-in`,
    input && `${not(input.inverted)}--physdev-in ${input.name}`,
    isOut && `${not(isOut.inverted)}--physdev-is-out`,
    output && `${not(output.inverted)}--physdev-out ${output.name}`,
    bridged && `${not(bridged.inverted)}--physdev-is-bridged`,
  ]
    .filter(Boolean)
    .join(' ');

const side = (given: Given): Flag & { name: string } => ({ name: given.text, inverted: given.inverted });
const onPort = (wanted: Flag & { name: string }, device: Device | undefined): boolean =>
  (device !== undefined && matchesName(wanted.name, device.name)) !== wanted.inverted;

export default defineMatch<Info>({
  name: 'physdev',
  options: {
    '--physdev-in': { type: 'string', max: 15, invertible: true },
    '--physdev-out': { type: 'string', max: 15, invertible: true },
    '--physdev-is-in': { invertible: true },
    '--physdev-is-out': { invertible: true },
    '--physdev-is-bridged': { invertible: true },
  },
  parse(given) {
    if (given.length === 0) throw new Usage('PHYSDEV: no physdev option specified');
    const info: Info = {};
    for (const one of given) {
      const flag = { inverted: one.inverted };
      if (one.option === '--physdev-in') info.input = side(one);
      else if (one.option === '--physdev-out') info.output = side(one);
      else if (one.option === '--physdev-is-in') info.isIn = flag;
      else if (one.option === '--physdev-is-out') info.isOut = flag;
      else info.bridged = flag;
    }
    return info;
  },
  save: words,
  list: info => join('PHYSDEV match', words(info)),
  matches({ input, output, isIn, isOut, bridged }, _skb, at) {
    const { physicalInput, physicalOutput } = at;
    if (bridged && at.bridged === bridged.inverted) return false;
    if (isIn && (physicalInput !== undefined) === isIn.inverted) return false;
    if (isOut && (physicalOutput !== undefined) === isOut.inverted) return false;
    return (!input || onPort(input, physicalInput)) && (!output || onPort(output, physicalOutput));
  },
});
