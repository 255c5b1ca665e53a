// redis 8.2.3: in an image of the hub, not on the host.

export const files: Record<string, string> = {};

/** The modules that images of the hub name. */
export const imageModules = ['redis/server', 'redis/cli'];
