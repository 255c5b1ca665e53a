// Names of network devices in rules: a + at the end stands for any ending.

/** Whether a device's name is meant by a rule's. */
export const matchesName = (wanted: string, name: string): boolean =>
  wanted.endsWith('+') ? name.startsWith(wanted.slice(0, -1)) : wanted === name;
