// What ethtool prints of a device. As netlink/settings.c, features.c and ethtool.c.

import type { EthtoolInfo } from '../../abi/ethtool.ts';
import { LEGACY, OTHERS } from './features.ts';

const yes = (value: boolean): string => (value ? 'yes' : 'no');

/** ethtool DEVICE. */
export function showSettings({ name, settings, messageLevel, linkDetected }: EthtoolInfo): string {
  const lines: string[] = [];
  if (settings) {
    lines.push(
      'Supported ports: [  ]',
      'Supported link modes:   Not reported',
      'Supported pause frame use: No',
      'Supports auto-negotiation: No',
      'Supported FEC modes: Not reported',
      'Advertised link modes:  Not reported',
      'Advertised pause frame use: No',
      'Advertised auto-negotiation: No',
      'Advertised FEC modes: Not reported',
      `Speed: ${settings.speed === undefined ? 'Unknown!' : `${settings.speed}Mb/s`}`,
      `Duplex: ${settings.duplex ?? 'Unknown! (255)'}`,
      'Auto-negotiation: off',
      `Port: ${settings.port}`,
      'PHYAD: 0',
      'Transceiver: internal',
    );
    if (settings.crossover) lines.push('MDI-X: Unknown');
  }
  const level =
    messageLevel === undefined
      ? ''
      : `        Current message level: 0x${messageLevel.toString(16).padStart(8, '0')} (${messageLevel})\n${' '.repeat(30)}\n`;
  const body = lines.map(line => `\t${line}\n`).join('');
  return `Settings for ${name}:\n${body}${level}\tLink detected: ${yes(linkDetected)}\n`;
}

/** -i. */
export function showDriver({ name, version, firmware, bus, statistics }: NonNullable<EthtoolInfo['driver']>): string {
  return [
    `driver: ${name}`,
    `version: ${version}`,
    `firmware-version: ${firmware}`,
    'expansion-rom-version: ',
    `bus-info: ${bus}`,
    `supports-statistics: ${yes(statistics)}`,
    'supports-test: no',
    'supports-eeprom-access: no',
    'supports-register-dump: no',
    'supports-priv-flags: no',
    '',
  ].join('\n');
}

/** -S. */
export const showStatistics = ({ statistics }: EthtoolInfo): string =>
  `NIC statistics:\n${statistics.map(([name, value]) => `     ${name}: ${value}\n`).join('')}`;

/** -k. */
export function showFeatures({ name, features }: EthtoolInfo): string {
  const byName = new Map(features.map(feature => [feature.name, feature]));
  const line = (key: string, title = key): string => {
    const feature = byName.get(key);
    if (!feature) return '';
    const { active, wanted, changeable } = feature;
    const note = !changeable ? ' [fixed]' : wanted === active ? '' : ` [requested ${wanted ? 'on' : 'off'}]`;
    return `${title}: ${active ? 'on' : 'off'}${note}\n`;
  };
  let text = `Features for ${name}:\n`;
  for (const { title, members } of LEGACY) {
    const [only] = members;
    if (members.length === 1) {
      text += line(only!, title);
      continue;
    }
    text += `${title}: ${members.some(member => byName.get(member)?.active) ? 'on' : 'off'}\n`;
    for (const member of members) text += `\t${line(member)}`;
  }
  return text + OTHERS.map(other => line(other)).join('');
}

/** -l. */
export function showChannels(name: string, { rx, tx, rxMax, txMax }: NonNullable<EthtoolInfo['channels']>): string {
  const block = (receive: number, transmit: number): string => `RX:\t\t${receive}\nTX:\t\t${transmit}\nOther:\t\tn/a\nCombined:\tn/a\n`;
  return `Channel parameters for ${name}:\nPre-set maximums:\n${block(rxMax, txMax)}Current hardware settings:\n${block(rx, tx)}`;
}

/** -T. */
export function showTimestamps({ name, timestampsTransmit }: EthtoolInfo): string {
  const capabilities = [...(timestampsTransmit ? ['software-transmit'] : []), 'software-receive', 'software-system-clock'];
  return [
    `Time stamping parameters for ${name}:`,
    'Capabilities:',
    ...capabilities.map(each => `\t${each}`),
    'PTP Hardware Clock: none',
    'Hardware Transmit Timestamp Modes: none',
    'Hardware Receive Filter Modes: none',
    '',
  ].join('\n');
}
