// ethtool over generic netlink: what a device's driver tells of itself, and its offloads.

export interface EthtoolInfo {
  name: string;
  /** Undefined where the driver tells nothing (ETHTOOL_GDRVINFO is not there). */
  driver?: { name: string; version: string; firmware: string; bus: string; statistics: boolean };
  /** Undefined where there are no link settings (the loopback device). Speed is in Mb/s. */
  settings?: { speed?: number; duplex?: 'Full'; port: string; crossover: boolean };
  /** The messages it writes to the log, where it has such a setting (tun). */
  messageLevel?: number;
  linkDetected: boolean;
  /** In the order of their bits. */
  features: { name: string; active: boolean; wanted: boolean; changeable: boolean }[];
  statistics: [name: string, value: number][];
  channels?: { rx: number; tx: number; rxMax: number; txMax: number };
  timestampsTransmit: boolean;
}

export type EthtoolMessage =
  | { type: 'getethtool'; ethtool: { name: string } }
  | { type: 'newethtool'; ethtool: EthtoolInfo }
  /** ETHTOOL_MSG_FEATURES_SET. */
  | { type: 'setethtool'; ethtool: { name: string; wanted: Record<string, boolean> } };
