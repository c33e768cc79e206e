#!/bin/sh
# Makes sure that the test of the nginx example can run. Debian's package would start a server of its own; that is left out.
set -eu
command -v nginx >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "安装试 nginx 示例所需的软件包：nginx-light"
    apt-get update -qq
    mkdir -p /usr/sbin
    kept=""
    [ -e /usr/sbin/policy-rc.d ] && kept=yes || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >/dev/null
    [ -n "$kept" ] || rm -f /usr/sbin/policy-rc.d
    exit 0
fi
echo "试 nginx 示例缺少：nginx。请用管理员身份运行：apt-get install nginx-light" >&2
exit 1
