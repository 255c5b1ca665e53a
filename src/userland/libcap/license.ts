// What --license says. libcap 2.78.

/** Where the licence of a program is told. */
export const LICENSE = (name: string): string => `${name} see License file for details.\n`;
