// The files that server images add to their base.

import type { ImageTree } from '../../../kernel/fs/imagefs.ts';

const ENTRYPOINT = `#!/bin/sh
# vim:sw=4:ts=4:et

set -e

say() {
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$@"
}

if [ "$1" = "nginx" ] || [ "$1" = "nginx-debug" ]; then
    if [ -n "$(ls /docker-entrypoint.d/ 2>/dev/null)" ]; then
        say "$0: /docker-entrypoint.d/ is not empty, will attempt to perform configuration"
        say "$0: Looking for shell scripts in /docker-entrypoint.d/"
        for f in /docker-entrypoint.d/*; do
            case "$f" in
                *.envsh) say "$0: Sourcing $f"; . "$f" ;;
                *.sh) say "$0: Launching $f"; "$f" ;;
                *) say "$0: Ignoring $f" ;;
            esac
        done
        say "$0: Configuration complete; ready for start up"
    else
        say "$0: No files found in /docker-entrypoint.d/, skipping configuration"
    fi
fi

exec "$@"
`;

const IPV6 = `#!/bin/sh
set -e
say() {
    [ -n "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ] || echo "$@"
}
ME=$(basename "$0")
FILE=/etc/nginx/conf.d/default.conf
[ -f $FILE ] || { say "$ME: info: $FILE is not a file or does not exist"; exit 0; }
touch $FILE 2>/dev/null || { say "$ME: info: can not modify $FILE (read-only file system?)"; exit 0; }
grep -q "listen  *\\[::]:80;" $FILE && { say "$ME: info: IPv6 listen already enabled"; exit 0; }
say "$ME: info: Getting the checksum of $FILE"
sed -i -E 's,listen       80;,listen       80;\\n    listen  [::]:80;,' $FILE
say "$ME: info: Enabled listen on IPv6 in $FILE"
`;

const NGINX_CONF = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`;

const DEFAULT_CONF = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}

`;

const MIME_TYPES = `
types {
    text/html                                        html htm shtml;
    text/css                                         css;
    text/xml                                         xml;
    image/gif                                        gif;
    image/jpeg                                       jpeg jpg;
    application/javascript                           js;
    text/plain                                       txt;
    image/png                                        png;
    image/svg+xml                                    svg svgz;
    application/json                                 json;
}
`;

const WELCOME = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const script = (text: string) => ({ text, mode: 0o755 });

export const nginxTree: ImageTree = {
  '/docker-entrypoint.sh': script(ENTRYPOINT),
  '/docker-entrypoint.d/10-listen-on-ipv6-by-default.sh': script(IPV6),
  '/docker-entrypoint.d/15-local-resolvers.envsh': script(
    '# Local resolvers are taken over where NGINX_ENTRYPOINT_LOCAL_RESOLVERS asks for it.\n[ "${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ] || return 0\n',
  ),
  '/docker-entrypoint.d/20-envsubst-on-templates.sh': script(
    '#!/bin/sh\n[ -d "${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}" ] || exit 0\n',
  ),
  '/docker-entrypoint.d/30-tune-worker-processes.sh': script(
    '#!/bin/sh\n[ "${NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE:-}" ] || exit 0\n',
  ),
  '/usr/sbin/nginx': { module: 'nginx', size: 1_599_016 },
  '/etc/nginx/nginx.conf': { text: NGINX_CONF },
  '/etc/nginx/mime.types': { text: MIME_TYPES },
  '/etc/nginx/conf.d/default.conf': { text: DEFAULT_CONF },
  '/usr/share/nginx/html/index.html': { text: WELCOME },
  '/usr/share/nginx/html/50x.html': {
    text: '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
  },
  '/var/log/nginx/access.log': { target: '/dev/stdout' },
  '/var/log/nginx/error.log': { target: '/dev/stderr' },
  '/var/cache/nginx': { uid: 101, gid: 101 },
  '/run/nginx': {},
};

export const httpdTree: ImageTree = {
  '/usr/local/apache2/bin/httpd': { module: 'nginx/httpd', size: 838_000 },
  '/usr/local/bin/httpd-foreground': script(
    '#!/bin/sh\nset -e\n\n# Apache gets grumpy about PID files pre-existing\nrm -f /usr/local/apache2/logs/httpd.pid\n\nexec httpd -DFOREGROUND "$@"\n',
  ),
  '/usr/local/apache2/htdocs/index.html': { text: '<html><body><h1>It works!</h1></body></html>\n' },
  '/usr/local/apache2/logs': {},
  '/usr/local/apache2/modules/all.so': { size: 48_000_000 },
};

export const redisTree: ImageTree = {
  '/usr/local/bin/redis-server': { module: 'redis/server', size: 18_000_000 },
  '/usr/local/bin/redis-cli': { module: 'redis/cli', size: 8_300_000 },
  '/data': {},
};

export const whoamiTree: ImageTree = {
  '/whoami': { module: 'whoami', size: 6_400_000 },
};
