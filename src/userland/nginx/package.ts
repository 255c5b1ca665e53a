// nginx 1.29.3 and Apache httpd 2.4.65: in images of the hub, not on the host.

export const files: Record<string, string> = {};

/** The modules that images of the hub name. */
export const imageModules = ['nginx', 'nginx/httpd'];
