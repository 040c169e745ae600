#!/bin/sh
# Collects what is inside this Linux system into one tar.gz for devirt: packages, services, processes, connections,
# configuration. It only reads. Values that look like credentials are replaced before anything is written.
#
# How it works: collect() writes one stream of text, in which lines that begin with a random mark are directives; one
# awk program (at the end of this file) redacts the rest and forms the tar from it in memory. So there are no temporary
# files, nothing unredacted touches a disk, and a read-only or full file system is no obstacle.
#
# Commands of the base system alone are run (find, ls, tr, systemctl, rpm, ...), never an application's own program, and
# none is needed but a shell, awk, tr and gzip.

set -u
umask 077
LC_ALL=C
export LC_ALL
case ":${PATH:=/usr/sbin:/usr/bin:/sbin:/bin}:" in
  *:/usr/sbin:*) ;;
  *) PATH=$PATH:/usr/sbin ;;
esac
case ":$PATH:" in
  *:/sbin:*) ;;
  *) PATH=$PATH:/sbin ;;
esac
export PATH
unset GZIP POSIXLY_CORRECT SYSTEMD_COLORS 2>/dev/null
SYSTEMD_PAGER=''
SYSTEMD_COLORS=0
zone=${TZ:-}
# Times in what commands write.
TZ=UTC0
export SYSTEMD_PAGER SYSTEMD_COLORS TZ

version=1
# Seconds after which no further command is begun.
budget=180
# Seconds for one command; much, because all runs at the lowest priority.
limit=30

usage() {
  echo 'Usage: sh collect.sh [--out FILE|-] [--verify-files] [--root DIR] [--sudo]

Collects what is inside this Linux system for devirt. Reads only; redacts credentials before it writes.

  --out FILE      the bundle to write; - is standard output. Default: devirt-guest-HOSTNAME-TIME.tar.gz here
  --verify-files  also compare installed files with their packages (dpkg -V, rpm -Va): takes minutes
  --root DIR      collect from a file system mounted at DIR: no processes and connections then
  --sudo          become root where sudo asks no password; without it, or where it asks, go on as this user
  --help          this text

Root sees more: other users'"'"' processes, all sockets'"'"' owners, protected configuration.
Example: ssh HOST sudo -n sh -s -- --out - < collect.sh > HOST.tar.gz'
}

say() { printf '%s\n' "devirt collect: $*" >&2; }

# ---------------------------------------------------------------------------------------------------------------------
# The stream. Every directive begins on a line of its own, so awk drops one empty line before it.

directive() { printf '\n%s %s\n' "$mark" "$*"; }
skip() { directive "skip $1 $2"; }
gap() { directive "gap $1 $2"; }

have() { command -v "$1" >/dev/null 2>&1; }

# Hundredths of a second since boot, without starting a process where /proc is there.
now() {
  if read -r up _ 2>/dev/null </proc/uptime; then
    up=${up%.*}${up#*.}
    now=${up#"${up%%[!0]*}"}
  else
    now=$(date +%s)00
  fi
  now=${now:-0}
}

# limited SECONDS COMMAND...: ends it after so many seconds, children too where `timeout` is there.
limited() {
  seconds=$1
  shift
  if [ -n "$timeout" ]; then
    "$timeout" "$seconds" "$@" </dev/null 2>/dev/null
    return
  fi
  "$@" </dev/null 2>/dev/null &
  child=$!
  {
    sleep "$seconds" &
    sleeper=$!
    trap 'kill "$sleeper"; exit' TERM
    wait "$sleeper"
    kill -9 "$child"
  } >/dev/null 2>&1 </dev/null &
  watch=$!
  wait "$child" 2>/dev/null
  code=$?
  kill "$watch" 2>/dev/null
  wait "$watch" 2>/dev/null
  [ "$code" -eq 137 ] && code=124
  return "$code"
}

# begin NAME [MODE]; end CODE. MODE says how lines are redacted: text, command (shell command lines), list (ls -l lines
# of files, each of which is then read), process.
begin() {
  now
  started=$now
  directive "begin $1 ${2:-text}"
}
end() {
  now
  directive "end $1 $((now - started))"
}

# True while there is time; says so once when there is none.
in_time() {
  now
  [ $((now - begun)) -lt $((budget * 100)) ] && return 0
  skip "$1" 'the time was used up'
  return 1
}

# run NAME MODE COMMAND...
run() {
  run_name=$1 run_mode=$2
  shift 2
  have "$1" || { skip "$run_name" "there is no command $1"; return; }
  in_time "$run_name" || return
  begin "$run_name" "$run_mode"
  limited "$limit" "$@"
  end $?
}

# found FIND-ARGUMENTS...: what find finds, each as a line of ls -ln. Where find writes such lines itself, one process does
# it; names that hold control characters could forge lines there, and are counted only.
found() {
  if [ -n "$find_prints" ]; then
    limited "$limit" find "$@" \( -path '*[[:cntrl:]]*' -printf 'odd\n' -o -printf '%M 1 %U %G %s Jan 1 00:00 %p\n' \)
  else
    limited "$limit" find "$@" -exec ls "$ls_flags$ls_links" {} +
  fi
}

# files NAME FIND-ARGUMENTS...: reads the regular files that find gives, each at most as large as the limit.
files() {
  files_name=$1
  shift
  in_time "$files_name" || return
  begin "$files_name" list
  ls_links=L
  found "$@" -type f
  end $?
}

# existing PATH...: sets `existing` to those that are there, below the root.
existing() {
  existing=
  for path; do
    [ -e "$root$path" ] && existing="$existing $root$path"
  done
}

# ---------------------------------------------------------------------------------------------------------------------
# What is collected.

collect() {
  now
  begun=$now
  printf '%s\n' "$mark"
  start_facts
  if [ -z "$root" ]; then
    processes
    kernel
    network
  fi
  system
  services
  packages
  schedules
  configuration
  trees
  security
  [ -n "$verify" ] && verify_files
  if [ -z "$root" ]; then
    begin times
    times
    end 0
  fi
  directive "finish $(date -u +%Y-%m-%dT%H:%M:%SZ)"
}

fact() { directive "fact $1 $2"; }

first_line() {
  line=
  [ -r "$2" ] && read -r line 2>/dev/null <"$2"
  [ -n "$line" ] && fact "$1" "$line"
}

start_facts() {
  fact started "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  if [ -n "$root" ]; then fact way root; else fact way script; fi
  fact asRoot "$is_root"
  first_line machineId "$root/etc/machine-id"
  first_line hostName "$root/etc/hostname"
  if [ -n "$root" ]; then
    gap processes 'a mounted root file system has no processes, connections and kernel facts'
    return
  fi
  [ "$is_root" = true ] || gap root 'not run as root: other users'"'"' processes, sockets and files are not seen'
  first_line hostName /proc/sys/kernel/hostname
  first_line kernel /proc/sys/kernel/osrelease
  for name in product_uuid product_serial sys_vendor product_name; do
    first_line "$name" "/sys/class/dmi/id/$name"
  done
  [ -r /sys/class/dmi/id/product_uuid ] || run dmi text dmidecode -t 1
  fact architecture "$(uname -m)"
  fact fullyQualifiedName "$(limited 3 hostname -f)"
  fact clockTicks "$(getconf CLK_TCK 2>/dev/null)"
  fact pageSize "$(getconf PAGESIZE 2>/dev/null)"
  if [ -d /sys/firmware/efi ]; then fact firmware efi; elif [ -d /sys/firmware ]; then fact firmware bios; fi
  if [ -d /run/systemd/system ]; then
    fact init systemd
  elif [ -e /run/openrc/softlevel ]; then
    fact init openrc
  elif [ -d /etc/rc.d/init.d ] || [ -d /etc/rc3.d ]; then
    fact init sysv
  else
    first_line init /proc/1/comm
  fi
  fact timeZone "${zone:-$(readlink /etc/localtime)}"
}

# Arguments and environments of all processes, a line each, as "/proc/PID/cmdline:ARGUMENT" or "/proc/PID/environ:NAME=VALUE".
# They are separated by NUL; a newline within one becomes \002. Kernel threads have none.
processes() {
  in_time processes || return
  begin processes process
  if printf 'a\000' | grep -azH '' >/dev/null 2>&1; then
    for name in cmdline environ; do
      limited "$limit" grep -azH '' /proc/[0-9]*/$name | tr '\000\n' '\n\002'
      echo
    done
  else
    for name in cmdline environ; do
      for directory in /proc/[0-9]*; do
        line=
        read -r line <"$directory/$name"
        [ -n "$line" ] && tr '\000\n' '\n\002' <"$directory/$name" | sed "s|^|$directory/$name:|"
      done
    done
  fi
  end 0
  run process-links text ls $quiet -ln /proc/[0-9]*/exe /proc/[0-9]*/cwd
  run process-files text ls $quiet -ln /proc/[0-9]*/fd/
}

# copy NAME FILE: a text file of /proc or /sys, read by awk itself.
copy() { [ -r "$2" ] && directive "copy $1 $2"; }

kernel() {
  for name in stat meminfo uptime cpuinfo modules swaps mounts; do copy "proc/$name" "/proc/$name"; done
  copy proc/shm /proc/sysvipc/shm
  copy proc/cmdline /proc/cmdline
  copy proc/btime /proc/stat
  copy hugepages /proc/sys/vm/nr_hugepages
  # The largest that a container could have asked for is told by the cgroup; both hierarchies.
  run cgroups text find /sys/fs/cgroup/system.slice /sys/fs/cgroup/memory/system.slice -maxdepth 2 \
    \( -name memory.peak -o -name memory.max -o -name cpu.max -o -name memory.max_usage_in_bytes \) \
    -exec grep -H . {} +
  run lsblk text lsblk -b -P -o NAME,TYPE,SIZE,FSTYPE,MOUNTPOINT
  run df text df -Pk -l
  run kernel-modules text find "/lib/modules/$(uname -r)" -name '*.ko*' \( -path '*/extra/*' -o -path '*/updates/*' -o -path '*/weak-updates/*' -o -path '*/dkms/*' \)
  run lvs text lvs --noheadings --nosuffix --units b -o vg_name,lv_name,lv_size
  run zpool text zpool list -H
}

network() {
  for name in tcp tcp6 udp udp6 unix igmp route ipv6_route; do copy "net/$name" "/proc/net/$name"; done
  run addresses text ip -o addr show
  have ip || run ifconfig text ifconfig -a
  run links text ip -o link show
  run routes text ip route show
  if [ "$is_root" = true ]; then
    run nft text nft list ruleset
    have nft || run iptables text iptables-save
  fi
}

system() {
  existing /etc/os-release /usr/lib/os-release /etc/redhat-release /etc/centos-release /etc/SuSE-release \
    /etc/debian_version /etc/alpine-release /etc/hostname /etc/timezone /etc/hosts /etc/resolv.conf /etc/fstab \
    /etc/exports /etc/passwd /etc/group /etc/nsswitch.conf /etc/krb5.conf /etc/selinux/config /etc/sysctl.conf \
    /etc/sysctl.d /etc/security/limits.conf /etc/security/limits.d /etc/sssd /etc/realmd.conf /etc/nslcd.conf \
    /etc/ldap.conf /etc/openldap/ldap.conf /etc/ldap/ldap.conf /etc/samba/smb.conf /etc/modules /etc/modules-load.d \
    /etc/network/interfaces /etc/network/interfaces.d /etc/netplan /etc/sysconfig/network \
    /etc/sysconfig/network-scripts /etc/systemd/network /etc/NetworkManager/system-connections
  # shellcheck disable=SC2086 # a list of fixed paths
  [ -n "$existing" ] && files system -L $existing -maxdepth 1
  if [ -z "$root" ]; then
    copy selinux /sys/fs/selinux/enforce
    copy apparmor /sys/kernel/security/apparmor/profiles
    run logins text last -F -n 2000
  fi
}

unit_properties=Id,Names,LoadState,ActiveState,SubState,UnitFileState,Description,FragmentPath,DropInPaths,Type,User,Group
unit_properties=$unit_properties,DynamicUser,WorkingDirectory,RootDirectory,ExecStartPre,ExecStart,ExecStop,ExecReload
unit_properties=$unit_properties,Environment,EnvironmentFiles,Restart,KillSignal,TimeoutStopUSec,LimitNOFILE,LimitNOFILESoft
unit_properties=$unit_properties,CapabilityBoundingSet,AmbientCapabilities,PrivateTmp,RuntimeDirectory,StateDirectory
unit_properties=$unit_properties,CacheDirectory,LogsDirectory,ConfigurationDirectory,After,Requires,Wants,MainPID
unit_properties=$unit_properties,ControlGroup,MemoryCurrent,MemoryPeak,CPUUsageNSec,TasksCurrent,Listen,Triggers
unit_properties=$unit_properties,TimersCalendar,TimersMonotonic,LastTriggerUSec

services() {
  if [ -z "$root" ] && have systemctl && [ -d /run/systemd/system ]; then
    run units command systemctl show --no-pager -p "$unit_properties" '*.service' '*.timer' '*.socket' '*.path'
  else
    existing /etc/systemd/system
    if [ -n "$existing" ]; then
      # shellcheck disable=SC2086 # a list of fixed paths
      run unit-links text find $existing -type l -exec ls $quiet -ln {} +
    fi
  fi
  existing /etc/systemd/system /usr/local/lib/systemd/system /run/systemd/generator /run/systemd/transient
  # shellcheck disable=SC2086 # a list of fixed paths
  [ -n "$existing" ] && files unit-fragments $existing -maxdepth 2 -name '*.*'
  # The second is the first, or a link to it, where /usr is merged.
  for path in "$root/usr/lib/systemd/system" "$root/lib/systemd/system"; do
    [ -d "$path" ] || continue
    files unit-fragments-of-packages "$path" -maxdepth 2 \( -name '*.service' -o -name '*.timer' -o -name '*.socket' -o -name '*.conf' \)
    break
  done
  existing /etc/init.d /etc/rc.d/rc3.d /etc/rc3.d /etc/rc.d/rc5.d /etc/rc2.d /etc/runlevels /etc/inittab
  if [ -n "$existing" ]; then
    # shellcheck disable=SC2086
    run sysv text ls $quiet -lRn $existing
  fi
}

packages() {
  existing /var/lib/dpkg/status
  if [ -n "$existing" ]; then
    directive "dpkg packages/dpkg $root/var/lib/dpkg/status"
    [ -r "$root/var/lib/apt/extended_states" ] &&
      directive "automatic packages/apt-automatic $root/var/lib/apt/extended_states"
  fi
  existing /lib/apk/db/installed
  [ -n "$existing" ] && directive "apk packages/apk $root/lib/apk/db/installed"
  existing /etc/apk/world
  [ -n "$existing" ] && copy packages/apk-world "$root/etc/apk/world"
  for database in /var/lib/rpm /usr/lib/sysimage/rpm; do
    if [ ! -d "$root$database" ] || [ -L "$root$database" ]; then continue; fi
    run packages/rpm text rpm --dbpath "$root$database" -qa --qf '%{NAME}\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\t%{ARCH}\n'
  done
  existing /var/lib/snapd/snaps
  # shellcheck disable=SC2086
  [ -n "$existing" ] && run packages/snap text ls $quiet $existing
}

schedules() {
  existing /etc/crontab /etc/anacrontab /etc/cron.d /var/spool/cron /etc/crontabs /etc/cron.hourly /etc/cron.daily \
    /etc/cron.weekly /etc/cron.monthly
  # shellcheck disable=SC2086
  [ -n "$existing" ] && files crontabs $existing -maxdepth 2
}

# Applications whose folders or files below /etc are carried, where something of theirs runs or is enabled (in_use below).
known_etc='nginx apache2 httpd php php.ini php.d php-fpm.d php-fpm.conf haproxy varnish squid tomcat* jetty* wildfly jboss* liberty
  postgresql postgresql-common pgbouncer pgpool* patroni* repmgr* mysql my.cnf my.cnf.d mariadb mongod.conf mongodb.conf
  mongos.conf redis redis.conf redis-sentinel.conf valkey memcached.conf memcached elasticsearch opensearch kibana logstash
  rabbitmq kafka zookeeper nats* mosquitto influxdb cassandra oratab oracle postfix dovecot exim4 aliases bind named
  named.conf named.conf.* dnsmasq.conf dnsmasq.d unbound ldap openldap samba exports.d vsftpd* proftpd* wordpress drupal mediawiki
  nextcloud owncloud jenkins gitlab nexus keycloak grafana prometheus alertmanager loki zabbix* keepalived corosync pacemaker
  drbd.d drbd.conf docker containers containerd crio kubernetes cni rancher supervisor supervisor* uwsgi uwsgi-emperor gunicorn* puma*
  default sysconfig conf.d rsyncd.conf minio consul* vault* nomad* etcd* traefik caddy envoy coredns telegraf
  filebeat metricbeat fluent* td-agent icinga2 nagios* nrpe* bacula* bareos* salt puppet puppetlabs chef ansible
  app apps'

configuration() {
  set --
  for name in $known_etc; do
    # Unquoted: names above are patterns.
    # shellcheck disable=SC2231
    for path in $root/etc/$name; do
      [ -e "$path" ] && set -- "$@" "$path"
    done
  done
  if [ $# -gt 0 ]; then
    files configuration -L "$@" -maxdepth 6 \( -name schema -o -name '*=schema' -o -name cli -o -name logrotate.d \) -prune -o -size -1024k
  fi
  # Files that running commands and units name; never a device or a pipe.
  begin configuration-named list
  named_files | while read -r path; do
    case $path in
      /proc/* | /sys/* | /dev/* | /run/* | */../* | /usr/lib/systemd/* | /lib/systemd/* | /usr/bin/* | /usr/sbin/* | /bin/* | /sbin/*) continue ;;
      *.jar | *.war | *.so | *.so.* | *.log | *.pid | *.sock | *.py | *.js | *.sh | *.rb | *.pl | *.php | *.class | *.db | *.gz | *.zip | *.tgz | *.iso | *.img | *.qcow2 | *.raw | *.bin) continue ;;
    esac
    [ -f "$root$path" ] && [ -r "$root$path" ] && [ ! -x "$root$path" ] && printf '%s\n' "$root$path"
  done | head -n 200 | tr '\n' '\000' | limited_xargs
  end 0
  existing /opt /srv /var/www /usr/local /home /usr/share/nginx /var/lib/tomcat9 /var/lib/tomcat10 /var/lib/jenkins \
    /var/lib/docker/containers /var/lib/containers/storage/overlay-containers /var/lib/rancher/k3s/agent/etc /root
  # shellcheck disable=SC2086
  [ -n "$existing" ] && files configuration-of-applications $existing -xdev -maxdepth 7 \
    \( -name node_modules -o -name .git -o -name vendor -o -name site-packages -o -name dist-packages -o -name .cache -o -name wp-includes \) -prune -o \
    -size -512k \( -name '*.conf' -o -name '*.cfg' -o -name '*.cnf' -o -name '*.ini' -o -name '*.properties' \
    -o -name '*.toml' -o -name '*.yml' -o -name '*.yaml' -o -name '.env' -o -name '.env.*' -o -name '*.env' \
    -o -name package.json -o -name 'appsettings*.json' -o -name 'ecosystem.config.*' -o -name config.json -o -name hostconfig.json \
    -o -name config.v2.json -o -name containers.json -o -name 'docker-compose*' -o -name Dockerfile -o -name Containerfile -o -name Procfile \
    -o -name requirements.txt -o -name Pipfile -o -name Gemfile -o -name composer.json -o -name wp-config.php -o -name wp-config-local.php \
    -o -name settings.php -o -name local_settings.py -o -name settings.py -o -name config.php -o -name LocalSettings.php \
    -o -name configuration.php -o -name web.xml -o -name context.xml -o -name server.xml -o -name tomcat-users.xml \
    -o -name 'standalone*.xml' -o -name 'domain*.xml' -o -name persistence.xml -o -name config.xml -o -name version.php -o -name wsgi.py \
    -o -name release -o -name .my.cnf -o -name .pgpass -o -name .netrc -o -name .htpasswd \)
  # Of the distribution's own modules in /usr/share/nodejs the packages tell.
  existing /usr/lib/jvm /usr/java /usr/lib64/jvm /usr/lib/node_modules /usr/local/lib/node_modules
  # shellcheck disable=SC2086
  [ -n "$existing" ] && files java $existing -maxdepth 3 \( -name release -o -name package.json ! -path '*/node_modules/*/*/*' \)
}

# Paths in command lines of processes and in units.
named_files() {
  {
    [ -z "$root" ] && cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\000' '\n'
    grep -h -E '^(Exec|EnvironmentFile)' "$root"/etc/systemd/system/*.service "$root"/etc/systemd/system/*/*.conf 2>/dev/null
  } | tr ' "=\t'"'" '[\n*]' | sed -n 's/^-\{0,1\}[a-zA-Z-]\{0,12\}\(\/[A-Za-z0-9._@\/+-]*\)$/\1/p' | sort -u
}

# ls -l of the NUL-separated paths of standard input; each alone where xargs knows no -0.
limited_xargs() {
  if printf 'a' | xargs -0 true 2>/dev/null; then
    xargs -0 ls "${ls_flags}L" 2>/dev/null
  else
    tr '\000' '\n' | while read -r path; do ls "${ls_flags}L" "$path" 2>/dev/null; done
  fi
}

# Sizes of what no package owns, and of what services keep, added up by folder in awk. What packages own comes first.
trees() {
  in_time trees || return
  begin trees trees
  owned_pattern='^/(opt|srv|usr/local|var/www|home|var/lib|etc)/'
  if [ -d "$root/var/lib/dpkg/info" ]; then
    # In two steps, since arguments of one command have a limit.
    limited "$limit" find "$root/var/lib/dpkg/info" -name '*.list' -exec grep -h -E "$owned_pattern" {} + | sed 's/^/owned /'
    sed -n 's/^ \(\/etc\/[^ ]*\) [0-9a-f]*.*$/owned \1/p' "$root/var/lib/dpkg/status"
  elif have rpm && [ -d "$root/var/lib/rpm" ]; then
    limited "$limit" rpm --dbpath "$root/var/lib/rpm" -qal | grep -E "$owned_pattern" | sed 's/^/owned /'
  elif [ -r "$root/lib/apk/db/installed" ]; then
    awk '/^F:/ { folder = substr($0, 3) } /^R:/ { print "owned /" folder "/" substr($0, 3) }' "$root/lib/apk/db/installed"
  else
    gap trees 'no package database: files that packages own are not told apart'
  fi
  existing /etc /opt /srv /usr/local /var/www /home /root /var/lib /var/spool /data /app /apps /u01 /var/backups
  # Homes of service users elsewhere.
  homes=$(awk -F: '$3 > 0 && $6 ~ /^\/[a-z]+\/./ && $6 !~ /^\/(etc|opt|srv|usr|var\/(www|lib|spool|run|cache)|home|run|proc|dev|bin|sbin|nonexistent)(\/|$)/ { print $6 }' "$root/etc/passwd" 2>/dev/null | sort -u)
  # shellcheck disable=SC2086
  for home in $homes; do
    [ -d "$root$home" ] && existing="$existing $root$home"
  done
  # shellcheck disable=SC2086
  ls_links=
  # shellcheck disable=SC2086
  found $existing -xdev -type d \( -path "$root/var/lib/dpkg" -o -path "$root/var/lib/apt" -o -path "$root/var/lib/rpm" \
    -o -name .cache -o -path '*/pkg/mod' -o -path "$root/var/lib/docker/overlay2" -o -path "$root/var/lib/containers/storage/overlay" \
    -o -path "$root/etc/alternatives" -o -path "$root/etc/ssl/certs" -o -path "$root/etc/rc?.d" \) -prune -o \( -type f -o -type l \)
  code=$?
  [ "$code" -eq 124 ] && gap trees 'the scan was cut off by its time limit: sizes are lower bounds'
  end "$code"
  existing /usr/lib/python2.7 /usr/lib/python3 /usr/lib/python3.6 /usr/lib64/python3.6 /usr/local/lib /opt /srv /home /var/www
  # shellcheck disable=SC2086
  [ -n "$existing" ] && run packages/python text find $existing -xdev -maxdepth 8 \( -name '*.dist-info' -o -name '*.egg-info' \) -prune
  existing /var/lib/gems /usr/share/rubygems-integration /usr/local/lib/ruby /usr/share/gems /opt
  # shellcheck disable=SC2086
  [ -n "$existing" ] && run packages/gem text find $existing -xdev -maxdepth 8 -path '*/specifications/*' -name '*.gemspec'
}

security() {
  existing /usr/bin /usr/sbin /bin /sbin /usr/local /opt /srv
  in_time setuid || return
  # shellcheck disable=SC2086
  found=$(limited "$limit" find $existing -xdev -type f \( -perm -4000 -o -perm -2000 \))
  code=$?
  begin setuid
  printf '%s\n' "$found" | without_owned
  end "$code"
  if [ -z "$root" ]; then
    # shellcheck disable=SC2086
    run capabilities text getcap -r $existing
  fi
  existing /etc/ssl /etc/pki/tls/certs /etc/nginx /etc/apache2 /etc/httpd /etc/haproxy /etc/postfix /etc/dovecot /etc/letsencrypt/live \
    /etc/postgresql /etc/mysql /etc/kubernetes/pki /opt /srv
  have openssl || { skip certificates 'there is no command openssl'; return; }
  in_time certificates || return
  begin certificates
  # shellcheck disable=SC2086
  limited "$limit" find -L $existing -maxdepth 5 -type f \( -name '*.pem' -o -name '*.crt' -o -name '*.cer' \) -size -64k \
    ! -path '/etc/ssl/certs/*' ! -path '*/ca-certificates/*' ! -path '*/node_modules/*' -exec grep -l 'BEGIN CERTIFICATE' {} + |
    head -n 40 | while read -r path; do
    printf 'path=%s\n' "${path#"$root"}"
    openssl x509 -noout -subject -enddate -in "$path" </dev/null 2>/dev/null
  done
  end 0
}

# Those of the paths of standard input that no package owns; all where no package manager is known.
without_owned() {
  if [ -d "$root/var/lib/dpkg/info" ]; then
    # Packages of before the merge of /usr list /bin/su for /usr/bin/su.
    found=$(sed "s|^$root||; /./!d")
    [ -n "$found" ] || return
    # shellcheck disable=SC2062 # the patterns come from -f
    owned=$(printf '%s\n' "$found" | sed 'p; s|^/usr/|/|' | grep -h -F -x -f - "$root"/var/lib/dpkg/info/*.list)
    printf '%s\n' "$found" | awk -v owned="$owned" '
      BEGIN { n = split(owned, paths, "\n"); for (i = 1; i <= n; i++) { is[paths[i]] = 1; is["/usr" paths[i]] = 1 } }
      !($0 in is)'
  elif [ -z "$root" ] && have rpm; then
    while read -r path; do
      [ -n "$path" ] && ! limited 2 rpm -qf "$path" >/dev/null && printf '%s\n' "$path"
    done
  else
    sed "s|^$root||"
  fi
}

# The second pass: changed files of packages.
verify_files() {
  budget=100000
  limit=1800
  if [ -d "$root/var/lib/dpkg/info" ]; then
    verify_with dpkg dpkg --root="$root/" -V
  fi
  for database in /var/lib/rpm /usr/lib/sysimage/rpm; do
    if [ ! -d "$root$database" ] || [ -L "$root$database" ]; then continue; fi
    verify_with rpm rpm --root="$root/" --dbpath "$database" -Va --nodeps --nodigest --nosignature --noscripts
  done
}

# verify_with MANAGER COMMAND...: what it prints, and which package owns each file of it, a line of package and path each.
verify_with() {
  manager=$1
  shift
  have "$1" || { skip "verify-$manager" "there is no command $1"; return; }
  changed=$(limited "$limit" "$@")
  code=$?
  begin "verify-$manager"
  [ -n "$changed" ] && printf '%s\n' "$changed"
  end "$code"
  begin "verify-$manager-owners"
  printf '%s\n' "$changed" | sed -n 's|^[^/]*\(/.*\)$|\1|p' | owners
  end $?
}

# The package and the path of each path of standard input that a package owns.
owners() {
  if [ "$manager" = dpkg ]; then
    # shellcheck disable=SC2062 # the patterns come from -f
    grep -H -F -x -f - "$root"/var/lib/dpkg/info/*.list | sed 's|^.*/info/||' |
      awk '{ at = index($0, ".list:/"); if (at) { owner = substr($0, 1, at - 1); sub(/:.*/, "", owner); print owner "\t" substr($0, at + 6) } }'
  else
    head -n 1000 | while read -r path; do
      owner=$(limited 5 rpm --root="$root/" --dbpath "$database" -qf --qf '%{NAME}' "$path") && printf '%s\t%s\n' "$owner" "$path"
    done
  fi
}

# ---------------------------------------------------------------------------------------------------------------------

main() {
  out=
  verify=
  root=
  sudo=
  while [ $# -gt 0 ]; do
    case $1 in
      --out) [ $# -ge 2 ] || { usage >&2; exit 2; }; out=$2; shift ;;
      --out=*) out=${1#--out=} ;;
      --root) [ $# -ge 2 ] || { usage >&2; exit 2; }; root=$2; shift ;;
      --root=*) root=${1#--root=} ;;
      --verify-files) verify=yes ;;
      --sudo) sudo=yes ;;
      --help | -h) usage; exit 0 ;;
      *) say "there is no option $1"; usage >&2; exit 2 ;;
    esac
    shift
  done
  if [ -n "$root" ]; then
    root=${root%/}
    case $root in
      /*) ;;
      *) root=$(pwd)/$root ;;
    esac
    [ -d "$root/etc" ] || { say "$root holds no etc: is the file system mounted there?"; exit 2; }
    case $root in *[!A-Za-z0-9._/@+-]*) say 'the path of --root may hold letters, digits and . _ / @ + - only'; exit 2 ;; esac
  fi
  for tool in awk tr gzip; do
    have "$tool" || { say "needs $tool, which is missing here"; exit 69; }
  done
  timeout=
  # Very old ones want -t before the seconds.
  if have timeout && timeout 5 true 2>/dev/null; then timeout=timeout; fi
  is_root=false
  user=$(limited 5 id -u)
  [ "$user" = 0 ] && is_root=true
  if [ -n "$sudo" ] && [ "$is_root" = false ]; then
    if [ ! -r "$0" ] || [ ! -f "$0" ]; then
      say '--sudo needs the script as a file; going on as this user'
    elif have sudo && limited 5 sudo -n true; then
      # Its options hold no word that would need quoting beyond what was checked above, but FILE might.
      set -- --out "${out:-}"
      [ -n "$root" ] && set -- "$@" --root "$root"
      [ -n "$verify" ] && set -- "$@" --verify-files
      exec sudo -n sh "$0" "$@"
    else
      say 'sudo would ask for a password; going on as this user'
    fi
  fi
  renice -n 19 -p $$ >/dev/null 2>&1 || renice 19 -p $$ >/dev/null 2>&1
  have ionice && ionice -c 3 -p $$ >/dev/null 2>&1
  quiet=
  # In names that hold control characters, question marks stand for them.
  ls -q / >/dev/null 2>&1 && quiet=-q
  ls_flags=-lnd${quiet#-}
  # With GNU find.
  find_prints=
  find / -maxdepth 0 -printf '' >/dev/null 2>&1 && find_prints=yes
  mark=devirt-$({ head -c 16 /dev/urandom || date; echo $$; } 2>/dev/null | cksum | tr -d ' ')-$$
  host=
  read -r host 2>/dev/null </proc/sys/kernel/hostname || host=$(uname -n)
  if [ -z "$out" ]; then
    host=$(printf '%s' "$host" | tr -c 'A-Za-z0-9.-' '_')
    out=devirt-guest-$host-$(date -u +%Y%m%dT%H%M%SZ).tar.gz
  fi
  now
  first=$now
  if [ "$out" = - ]; then
    bundle
    code=$?
  else
    part=$out.part.$$
    trap 'rm -f "$part"; exit 130' INT TERM HUP
    (bundle >"$part") && mv -f "$part" "$out"
    code=$?
    [ "$code" -eq 0 ] || rm -f "$part" 2>/dev/null
  fi
  now
  if [ "$code" -ne 0 ]; then
    say "could not write ${out}: is there room, and may you write there? --out - writes to standard output"
    exit 74
  fi
  elapsed=$((now - first))
  say "wrote $out in $((elapsed / 100)) s; CPU time (user, system) of the shell and of its commands:"
  times >&2
}

bundle() {
  # The character \001 stands for NUL, which not every awk can write.
  collect </dev/null 2>/dev/null | awk -v root="$root" -v version="$version" -v self=$$ "$program" 2>/dev/null | tr '\001' '\000' | gzip -c
}

# What follows is awk, kept to what mawk 1.3, gawk 3 and busybox share: no intervals, no classes, no apostrophe.
# shellcheck disable=SC2016 # the dollars are awk's
program='
BEGIN {
  redacted = "<redacted>"
  magic = "devirt-guest"
  # Bytes: of one part, of all parts, of one configuration file and of all of them; characters of one line.
  part_limit = 6000000; total_limit = 40000000; file_limit = 262144; files_limit = 8000000; line_limit = 32768
  for (i = 1; i < 256; i++) ord[sprintf("%c", i)] = i
  nul = "\001"
  while (length(nul) < 512) nul = nul nul
  quote = "\047"
  # Type, magic, version and devices; with the time, which is 0.
  constant_after = "0" nul_of(100) "ustar" nul_of(1) "00" nul_of(64) "0000000" nul_of(1) "0000000" nul_of(1)
  constant_sum = byte_sum("0" "ustar" "00" "00000000000000" "00000000000")
  trigger = "login|user|pass|pwd|secret|token|cred|key|auth|salt|cookie|community|com2sec|createuser|trapsink|informsink|psk|pw[^a-z]|pw$|:\\/\\/|bearer|basic |-----begin|" \
    "eyj|akia|asia|gh[pousr]_|gl[a-z]+-|xox|xapp-|[spr]k[-_]|aiza|ya29|sg\\.|npm_|pypi-|hv[sbr]\\.|\\$[0-9a-z]+[-a-z0-9]*\\$|[{][a-z]|md5|\\*[0-9a-f][0-9a-f]|" \
    "sig=|identified|hooks\\.slack|:aa|atatt|dckr_|glsa_|dop_|shp[a-z]+_|whsec|scram|pin|mysql|mariadb|mongo|curl|wget|redis-cli|valkey-cli|ldap|smbclient|mosquitto_|sqlcmd|snmp|ipmitool|7z|zip"
  mode = ""
  running_text = "\n"
}

function sanitize(s) {
  if (length(s) > line_limit) { s = substr(s, 1, line_limit); cut_lines++ }
  odd = 0
  if (s !~ /[^\t -~\200-\377]/) return s
  sub(/\r$/, "", s)
  gsub(/\002/, "\\n", s)
  odd = gsub(/[^\t -~\200-\377]/, "?", s)
  return s
}

# ---- tar

function nul_of(n) { return n > 0 ? substr(nul, 1, n) : "" }
function padded(s, width) { return s nul_of(width - length(s)) }

function byte_sum(s,   i, sum) {
  for (i = length(s); i > 0; i--) sum += ord[substr(s, i, 1)]
  return sum
}

# False where the name is too long for ustar.
function header(name, size, perm, uid, gid,   prefix, i, before, after, sum) {
  prefix = ""
  if (length(name) > 100) {
    for (i = length(name) - 100; i <= 156 && i < length(name); i++)
      if (i > 0 && substr(name, i, 1) == "/") { prefix = substr(name, 1, i - 1); name = substr(name, i + 1); break }
    if (prefix == "" || name == "") return 0
  }
  if (uid > 2097151) uid = 2097151
  if (gid > 2097151) gid = 2097151
  perm = sprintf("%07o", perm); uid = sprintf("%07o", uid); gid = sprintf("%07o", gid); size = sprintf("%011o", size)
  # The field of the sum itself counts as eight spaces.
  sum = 256 + byte_sum(name) + byte_sum(perm uid gid size) + byte_sum(prefix) + constant_sum
  before = padded(name, 100) perm nul_of(1) uid nul_of(1) gid nul_of(1) size nul_of(1) "00000000000" nul_of(1)
  after = constant_after padded(prefix, 155) nul_of(12)
  printf "%s%06o%s %s", before, sum, nul_of(1), after
  return 1
}

function entry(name, perm, uid, gid,   i) {
  if (total + size > total_limit) { record("skip\t" name "\tthe bundle is full"); drop(); return }
  if (!header(name, size, perm, uid, gid)) { record("skip\t" name "\tits name is too long"); drop(); return }
  for (i = 1; i <= lines; i++) printf "%s\n", line[i]
  if (size % 512) printf "%s", nul_of(512 - size % 512)
  total += size
  drop()
}
function drop(   i) {
  for (i = 1; i <= lines; i++) delete line[i]
  lines = 0; size = 0
}
function add(s) { line[++lines] = s; size += length(s) + 1 }
function record(s) { log_line[++logged] = s }

# ---- secrets

function note(kind, key,   id) {
  if (silent) return
  id = kind "\t" place() "\t" key
  if (id in noted || secrets >= 5000) return
  noted[id] = 1
  secret[++secrets] = id
}
function place() {
  if (how == "env") return where
  return where (how == "arg" ? " " : ":") number
}

function kind_of(name) {
  if (name ~ /community|com2sec|sink$/) return "snmp-community"
  if (name ~ /token/) return "token"
  if (name ~ /privatekey|keydata/) return "private-key"
  if (name ~ /key$|keys$|keyid/) return "key"
  if (name ~ /cookie/) return "cookie"
  if (name ~ /salt$/) return "salt"
  if (name ~ /secret/) return "secret"
  if (name ~ /cred/) return "credentials"
  return "password"
}

# Is this the name of something that holds a credential? Gives its kind or "".
function credential(name,   n) {
  if (name in known) return known[name]
  n = tolower(name)
  gsub(/[^a-z0-9]/, "", n)
  return known[name] = credential_name(n)
}
function credential_name(n) {
  if (n ~ /^(rocommunity6?|rwcommunity6?|community|trapcommunity|com2sec6?|createuser|trapsink|trap2sink|informsink|snmpcommunity)$/) return "snmp-community"
  if (n ~ /^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)pass$|proxypass|bypass|compass|^nopass$/) return ""
  if (n ~ /^(load|import|condition|assert)credentials?(encrypted)?$/) return ""
  if (n ~ /secretid$/) return "secret"
  if (n ~ /(file|files|path|paths|dir|directory|location|url|uri|endpoint|length|len|age|ttl|timeout|expiry|expires|expiration|lifetime|policy|type|algorithm|enable|enabled|enabling|required|require|min|max|count|size|interval|attempts|method|prompt|authentication|name|names|id|header|format|module|backend|provider|class|service|mode|scheme|expired|quality|history|encryption|reset|rotation|command|plugin|user|users|username|prefix|field|param|attribute|cost|rounds|strength|validation|validator|validators|store|storetype|hashers|query|maps|map|bits|lock|cache|buffersize|locations|limit|signers|rules|issuer|audience|period|seconds|days|hours)$/) return ""
  if (n ~ /passw|passphrase|passwd|pwd|secret|token|credential|apikey|accesskey|privatekey|encryptionkey|signingkey|sharedkey|keydata/) return kind_of(n)
  if (n ~ /^(login|userpwd|userpass|proxyuser|proxyuserpwd|httpuser)$/) return "login"
  if (n ~ /pass$|passcode$|pw$|salt$|cookie$|psk$|creds?$|^pin$|[a-z]pin$|wepkey|passin$|passout$|masterauth$|^auth$|sentinelauth$|basicauth$|httpauth$|proxyauth$|statsauth$|cryptokey|authkey/) return kind_of(n)
  if (n ~ /keys?$/ && n !~ /^keys?$|(public|primary|foreign|host|certificate|ssl|tls|routing|cache|sort|partition|hot|registry|index|group|order|lookup|tag|row|record|object|message|queue|default|crt|cert|pub|map|topic|known|trusted|authorized|unique|candidate|turkey|monkey|donkey|deploy|event|config|bind|require|allow|deny|block|zone|dns|trust|hkey|localmachine)keys?$/) return "key"
  return ""
}

# Values that are no secret though their key sounds so.
function harmless(v, key,   low) {
  low = tolower(v)
  if (v == "" || index(v, redacted) == 1) return 1
  if (low ~ /^(true|false|yes|no|on|off|none|null|nil|undefined|required|optional|enabled|disabled|\*+|x|!|-)[;,]?$/) return 1
  if (v ~ /^[$%][{(][A-Za-z0-9_.:-]+[)}][;,]?$/ || v ~ /^[$][A-Z_]+[;,]?$/ || v ~ /^[{][{][^}]*[}][}]$/) return 1
  # Paths of things that are kept in files; a base64 text may begin with a slash but has no dots and second slash.
  if (v ~ /^\/[A-Za-z0-9_.-]+\/[A-Za-z0-9_.\/@-]+[;,]?$/ && tolower(key) ~ /cred|key|token|secret/ && v !~ /[+=]/ && v ~ /^\/(etc|run|var|opt|srv|usr|home|root|tmp|secrets?|mnt|data)\//) return 1
  return 0
}

function is_end(v, i,   rest, c) {
  c = substr(v, i, 1)
  if (c == " " || c == "\t" || c == "\"" || c == quote || c == "<" || c == ">") return 1
  rest = substr(v, i + 1)
  return rest ~ /^[ \t]*([A-Za-z0-9_.@-]+[ \t]*[=:]|[\]")},;<\\ \t]|\047|$)/
}

# Length of the value at the start of v that ends like a word does.
function word_length(v,   i, n, c) {
  n = length(v)
  i = 1
  while (i <= n && match(substr(v, i), /[] \t"\047<>,;&)}|]/)) {
    i += RSTART - 1
    if (is_end(v, i)) return i - 1
    i++
  }
  return n
}

function closing(v, q,   i, n, c) {
  n = length(v)
  for (i = 1; i <= n; i++) {
    c = substr(v, i, 1)
    if (c == "\\") { i++; continue }
    if (c == q) return i
  }
  return 0
}

# key=value, key: value, "key": "value", key value, <key>value<, name="key" value="value", -Dkey=value, --key value
function pairs(s, words,   out, rest, key, sep, quoted, kind, before, v, n, q, tail, first, esc, m) {
  out = ""; rest = s; first = 1
  while (match(rest, /[A-Za-z0-9_.$-]+[]"\047\\]*[ \t]*(=>|:=|==|[=:,>]|[ \t])[ \t]*/)) {
    before = substr(rest, 1, RSTART - 1)
    m = substr(rest, RSTART, RLENGTH)
    rest = substr(rest, RSTART + RLENGTH)
    if (before != "" && before !~ /^[ \t"\047{(<#;-]*(export |set |setenv |SetEnv |ENV |define\()?[ \t"\047(]*$/) first = 0
    match(m, /^[A-Za-z0-9_.$-]+/)
    key = substr(m, 1, RLENGTH)
    sep = substr(m, RLENGTH + 1)
    out = out before m
    quoted = ""
    if (match(sep, /^[]"\047\\]+/)) { quoted = substr(sep, 1, RLENGTH); sep = substr(sep, RLENGTH + 1) }
    gsub(/[ \t]/, "", sep)
    kind = credential(key)
    if (kind == "" && named != "" && tolower(key) ~ /value$|^default$|^content$/) { kind = named; named = "" }
    else if (kind == "" && sep != "" && key ~ /([Nn]ame|^key|^id|^Key|^NAME)$/) {
      v = rest
      sub(/^["\047]/, "", v)
      if (match(v, /^[A-Za-z0-9_.-]+/) && credential(substr(v, 1, RLENGTH)) != "") {
        v = substr(v, 1, RLENGTH)
        named = credential(v); named_key = v; named_line = number
        # <property name="password">value</property>
        if (match(rest, /^["\047][A-Za-z0-9_.-]+["\047][ \t]*>/)) {
          out = out substr(rest, 1, RLENGTH); rest = substr(rest, RLENGTH + 1)
          n = index(rest, "<"); if (n == 0) n = length(rest) + 1
          if (n > 1 && !harmless(substr(rest, 1, n - 1), key)) { note(named, v); out = out redacted; rest = substr(rest, n) }
          named = ""
        }
      }
    }
    if (kind == "") { first = 0; continue }
    if (sep == "," && quoted == "") { first = 0; continue }
    if (sep == "" && (substr(key, 1, 1) == "$" || kind == "cookie" || kind == "salt" || rest ~ /^[{(=]/)) { first = 0; continue }
    if (sep == "" && words && key !~ /^-/ && key !~ /^[A-Za-z_]+$/) { first = 0; continue }
    if (sep == "" && kind == "login") { first = 0; continue }
    if (sep == "" && !words && kind == "key" && substr(key, 1, 1) != "-") { first = 0; continue }
    if (sep == ">" ) {
      n = index(rest, "<"); if (n == 0) { open_element = (rest == ""); n = length(rest) + 1 }
      v = substr(rest, 1, n - 1); tail = substr(rest, n); q = ""
    } else {
      esc = ""
      if (substr(rest, 1, 1) == "\\" && substr(rest, 2, 1) ~ /["\047]/) { esc = "\\"; rest = substr(rest, 2); out = out "\\" }
      q = substr(rest, 1, 1)
      if (q == "[" && sep != "") { n = index(rest, "]"); if (n == 0) n = length(rest) + 1; v = substr(rest, 2, n - 2); tail = substr(rest, n); out = out "["; q = "" }
      else if (q == "{" && sep != "") { first = 0; continue }
      else if ((q == "\"" || q == quote) ) {
        out = out q; rest = substr(rest, 2)
        if (esc != "") { n = index(rest, "\\" q); if (n == 0) n = index(rest, q) } else n = closing(rest, q)
        if (n == 0) { open_quote = q; open_left = 20; n = length(rest) + 1 }
        v = substr(rest, 1, n - 1); tail = substr(rest, n)
      } else if (quoted == "" && before ~ /["\047]$/ && sep != ",") {
        # "KEY=value with spaces"
        q = substr(before, length(before), 1)
        n = closing(rest, q); if (n == 0) n = length(rest) + 1
        v = substr(rest, 1, n - 1); tail = substr(rest, n)
      } else if (words || substr(key, 1, 1) == "-" && how != "arg" || (!first && sep != "")) {
        n = word_length(rest); v = substr(rest, 1, n); tail = substr(rest, n + 1)
      } else {
        v = rest; tail = ""
        if (match(v, /[ \t]*[,;]?[ \t]*$/)) { tail = substr(v, RSTART); v = substr(v, 1, RSTART - 1) }
        if (v ~ /\\$/) continued = 1
        if (sep == ":" && v ~ /^[|>][-+0-9]*$/) { block = indent(s); block_kind = kind; block_any = 1; out = out v; rest = ""; continue }
        if (sep == ":" && v == "" ) { block = indent(s); block_kind = kind; block_any = 0 }
      }
    }
    first = 0
    # "login=name:password"; a name alone is none.
    if (kind == "login") {
      n = index(v, ":")
      if (n == 0 || harmless(substr(v, n + 1), key)) { out = out v; rest = tail; continue }
      kind = "password"; out = out substr(v, 1, n); v = substr(v, n + 1)
    }
    if (harmless(v, key)) { out = out v; rest = tail; continue }
    if (kind == "key" && tolower(key) ~ /^-*keys?$/ && v !~ /[0-9]/) { out = out v; rest = tail; continue }
    note(kind, key)
    out = out redacted
    rest = tail
  }
  return out rest
}

function indent(s) { match(s, /^[ \t-]*/); return RLENGTH }

# Replaces what matches the regular expression and is long enough.
function shape(s, re, least, kind,   out, m) {
  out = ""
  while (match(s, re)) {
    m = substr(s, RSTART, RLENGTH)
    if (RLENGTH == 0) break
    if (RLENGTH >= least) { note(kind, ""); out = out substr(s, 1, RSTART - 1) redacted }
    else out = out substr(s, 1, RSTART - 1) m
    s = substr(s, RSTART + length(m))
  }
  return out s
}

function shapes(s) {
  # One look at a constant for all of them, since awk compiles each of those below anew; most lines end here.
  if (s !~ /AKIA|ASIA|gh[pousr]_|github_pat_|gl[a-z]+-[A-Za-z0-9]|xox[a-z]-|xapp-|hooks\.slack|[spr]k_(live|test)_|whsec_|sk-[A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-][A-Za-z0-9_-]|AIza|ya29\.|eyJ|SG\.|npm_|pypi-|hv[sbr]\.|dop_v1_|shp[a-z]+_|glsa_|dckr_pat_|ATATT|NRAK-|tskey-|PMAK-|AGE-SECRET|:AA|sig=|[$][0-9a-zA-Z]+[-a-z0-9]*[$]|[{][A-Za-z][^}]*[}][^ \t]|SCRAM-SHA|pbkdf2|md5[0-9a-f][0-9a-f][0-9a-f]|[*][0-9A-F][0-9A-F][0-9A-F]/) return s
  s = shape(s, "(AKIA|ASIA)[0-9A-Z]+", 16, "aws-access-key")
  s = shape(s, "(gh[pousr]_|github_pat_)[A-Za-z0-9_]+", 20, "github-token")
  s = shape(s, "gl(pat|dt|rt|cbt|ptt|ft|soat|agent)-[A-Za-z0-9_.-]+", 15, "gitlab-token")
  s = shape(s, "(xox[a-z]|xapp)-[A-Za-z0-9-]+", 12, "slack-token")
  s = shape(s, "hooks\\.slack\\.com/(services|workflows)/[A-Za-z0-9/_-]+", 30, "slack-webhook")
  s = shape(s, "([spr]k_(live|test)_|whsec_)[A-Za-z0-9]+", 16, "stripe-key")
  s = shape(s, "sk-[A-Za-z0-9_-]+", 24, "api-key")
  s = shape(s, "AIza[0-9A-Za-z_-]+", 30, "google-key")
  s = shape(s, "ya29\\.[0-9A-Za-z_-]+", 20, "google-token")
  s = shape(s, "eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)?", 20, "jwt")
  s = shape(s, "SG\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+", 30, "sendgrid-key")
  s = shape(s, "npm_[A-Za-z0-9]+", 30, "npm-token")
  s = shape(s, "pypi-[A-Za-z0-9_-]+", 40, "pypi-token")
  s = shape(s, "hv[sbr]\\.[A-Za-z0-9_-]+", 20, "vault-token")
  s = shape(s, "(dop_v1_|shp[a-z]+_|glsa_|dckr_pat_|ATATT|NRAK-|tskey-|PMAK-|AGE-SECRET-KEY-)[A-Za-z0-9_=-]+", 20, "token")
  s = shape(s, "[0-9]+:AA[A-Za-z0-9_-]+", 40, "telegram-token")
  s = shape(s, "sig=[A-Za-z0-9%+/=]+", 30, "azure-signature")
  s = shape(s, "[$](1|2[abxy]?|5|6|7|y|gy|apr1|argon2[id]*|pbkdf2[a-z0-9-]*|scrypt|[PHS])[$][A-Za-z0-9./$=,+-]+", 12, "password-hash")
  s = shape(s, "[{](SSHA[0-9]*|SHA[0-9]*|SMD5|MD5|CRYPT|PBKDF2[^}]*|ARGON2[^}]*|ssha[0-9]*|sha[0-9]*|md5|smd5|crypt)[}][^ \t\"<>,]+", 14, "password-hash")
  s = shape(s, "SCRAM-SHA-[0-9]+[$][^ \t\"<>]+", 30, "password-hash")
  s = shape(s, "pbkdf2[_:a-z0-9]*[$:][^ \t\"<>]+", 30, "password-hash")
  s = shape(s, "md5[0-9a-f]+", 35, "password-hash")
  s = shape(s, "[*][0-9A-F]+", 41, "password-hash")
  return s
}

function urls(s,   out, m, i, scheme, rest) {
  out = ""
  while (match(s, /[A-Za-z][A-Za-z0-9+.-]*:\/\/[^] \t"\047<>]*@/)) {
    m = substr(s, RSTART, RLENGTH)
    out = out substr(s, 1, RSTART - 1)
    s = substr(s, RSTART + RLENGTH)
    i = index(m, "://")
    scheme = substr(m, 1, i + 2)
    rest = substr(m, i + 3, length(m) - i - 3)
    i = index(rest, ":")
    # "http://host:8080/picture@2x" has a port there and no password.
    if (i == 0 && length(rest) < 20 || i > 0 && substr(rest, i + 1) ~ /^([0-9]+[\/?#]|$)/ || i > 0 && index(substr(rest, 1, i), "/") || harmless(substr(rest, i + 1), "")) out = out m
    else { note("url-credentials", ""); out = out scheme (i > 0 ? substr(rest, 1, i) : "") redacted "@" }
  }
  return out s
}

function authorization(s,   n) {
  # A scheme and its credentials, to the end of the quoted text.
  while (match(s, /([Bb]earer|[Bb]asic|[Dd]igest|BEARER|BASIC|[Nn]egotiate|[Tt]oken)[ \t]+[A-Za-z0-9+\/=._~-]+/)) {
    n = match(substr(s, RSTART, RLENGTH), /[ \t]+/) + RLENGTH
    match(s, /([Bb]earer|[Bb]asic|[Dd]igest|BEARER|BASIC|[Nn]egotiate|[Tt]oken)[ \t]+[A-Za-z0-9+\/=._~-]+/)
    if (RLENGTH - n + 1 < 8) break
    note("authorization", "")
    s = substr(s, 1, RSTART + n - 2) redacted substr(s, RSTART + RLENGTH)
  }
  if (match(s, /[Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Aa][Tt][Ii][Oo][Nn]["\047]?[ \t]*[:= \t,][ \t]*/)) {
    n = RSTART + RLENGTH
    if (substr(s, n, 1) ~ /["\047]/) n++
    if (substr(s, n) ~ /^[A-Za-z0-9]/ && match(substr(s, n), /^[^"\047]+/)) {
      if (!harmless(substr(s, n, RLENGTH), "")) { note("authorization", ""); s = substr(s, 1, n - 1) redacted substr(s, n + RLENGTH) }
    }
  }
  return s
}

# Short options of common clients in command lines; over-eager rather than late.
function commands(s,   out, re, v) {
  if (match(s, /[Ii][Dd][Ee][Nn][Tt][Ii][Ff][Ii][Ee][Dd] ([Bb][Yy]|[Ww][Ii][Tt][Hh] [^ ]+ ([Bb][Yy]|[Aa][Ss]))[ \t]+["\047]?[^"\047 \t;]+/)) {
    v = substr(s, RSTART, RLENGTH); out = substr(s, 1, RSTART - 1); s = substr(s, RSTART + RLENGTH)
    sub(/[^"\047 \t;]+$/, redacted, v); note("password", "IDENTIFIED BY")
    s = out v s
  }
  if (s !~ /mysql|mariadb|sshpass|mongo|mosquitto_|sqlcmd|bcp|ipmitool|7z|zip|smbclient|curl|wget|ftp|http|rpcclient|redis-cli|valkey-cli|snmp|ldap|pass:/) return s
  s = option(s, "(mysql[a-z_]*|mariadb[a-z-]*|sshpass|mongo[a-z]*|mosquitto_[a-z]+|sqlcmd|bcp|ipmitool|7z[a-z]*|zip|unzip|smbclient)", "pP")
  s = option(s, "(curl|wget|smbclient|ftp|lftp|http|rpcclient)", "uU")
  s = option(s, "(redis-cli|valkey-cli|snmp[a-z0-9]+)", "acAX")
  s = option(s, "(ldap[a-z]+)", "wy")
  return shape(s, "pass:[^ \t\"]+", 6, "password")
}
function option(s, names, letters,   out, m, n) {
  if (!match(s, "(^|[/ \t;|&(`\"" quote "])" names "[ \t]")) return s
  out = substr(s, 1, RSTART + RLENGTH - 2)
  s = substr(s, RSTART + RLENGTH - 1)
  while (match(s, "[ \t]-[^" letters " \t-]*[" letters "][ \t]*[\"]?")) {
    n = RSTART + RLENGTH
    out = out substr(s, 1, n - 1)
    s = substr(s, n)
    if (match(out, /["]$/)) n = index(s, "\"") - 1
    else n = match(s, /[ \t;|&)]/) ? RSTART - 1 : length(s)
    if (substr(s, 1, 1) == quote) { n = index(substr(s, 2), quote); n = n ? n + 1 : length(s) }
    if (n < 0) n = length(s)
    if (n > 0 && substr(s, 1, 1) != "-") { note("password", "option"); out = out redacted; s = substr(s, n + 1) }
  }
  return out s
}

# A line after the state of the lines before it: private keys, open quotes, continuations, YAML blocks.
function redact(s,   low, words, comment) {
  if (pem) {
    if (s ~ /-----END [A-Z0-9 ]*PRIVATE KEY/) pem = 0
    return redacted
  }
  if (open_quote != "") {
    if (--open_left <= 0) open_quote = ""
    else if (index(s, open_quote)) { low = open_quote; open_quote = ""; return redacted substr(s, index(s, low)) }
    return redacted
  }
  if (open_element) { open_element = 0; if (index(s, "<") != 1) return redacted }
  if (continued) { continued = (s ~ /\\$/); return redacted }
  if (block >= 0 && s !~ /^[ \t]*$/) {
    if (indent(s) > block || (!block_any && s ~ /^[ \t]*- /)) {
      if (block_any || s !~ /^[ \t-]*["]?[A-Za-z0-9_.-]+["]?[ \t]*[:=]/) { note(block_kind, ""); return redacted }
    }
    block = -1
  }
  if (named != "" && number > named_line + 2) named = ""
  low = tolower(s)
  if (low !~ trigger && named == "") return s
  if (match(s, /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/)) {
    note("private-key", "")
    low = substr(s, 1, RSTART - 1)
    if (match(s, /-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----/)) s = low redacted substr(s, RSTART + RLENGTH)
    else { pem = 1; return low redacted }
  }
  if (how == "config" && s ~ /^[ \t]*(#|;|\/\/|<!--|\*|%|!)/) {
    # What is commented out is no secret in use, and its place none to name.
    silent = 1
    s = shapes(authorization(urls(pairs(s, 0))))
    silent = 0
    if (low ~ /passw|passphrase|pwd|secret|token|credential|api.?key|private.?key/) { match(s, /^[ \t]*(#|;|\/\/|<!--|\*|%|!)/); s = substr(s, 1, RLENGTH) " " redacted (low ~ /-->[ \t]*$/ ? " -->" : "") }
    return s
  }
  words = how == "command" || how == "arg" && s ~ /[ \t]/ && s !~ /^(--?)?[A-Za-z0-9_.-]+=/
  s = authorization(urls(s))
  if (words) s = commands(s)
  return shapes(pairs(s, words))
}

function fresh(place_name, way) {
  where = place_name; how = way; number = 0
  pem = 0; open_quote = ""; open_element = 0; continued = 0; block = -1; named = ""
}

# ---- files

# A line of a file without what is commented out: it decides nothing, and holds what no rule finds (prose). Lines stay.
function uncommented(s,   i, j) {
  if (markup) {
    if (in_comment) {
      i = index(s, "-->")
      if (!i) return ""
      in_comment = 0
      s = substr(s, i + 3)
    }
    while (i = index(s, "<!--")) {
      j = index(substr(s, i), "-->")
      if (!j) { in_comment = 1; return substr(s, 1, i - 1) }
      s = substr(s, 1, i - 1) substr(s, i + j + 2)
    }
    return s
  }
  if (s ~ /^[ \t]*#/) return s ~ /^[ \t]*#(!|include)/ ? s : ""
  if (how == "config" && s ~ /^[ \t]*(;|\/\/)/) return ""
  return s
}

# Names of active and enabled units, of programs that run and of files that they name, a line each, in small letters.
function runs(pattern) { return running_text ~ pattern }

# Does anything that runs or is enabled use this file below /etc? Where units or processes were not seen, all count.
function in_use(path,   parts, top, stem) {
  if (!units_seen || !processes_seen) return 1
  split(path, parts, "/")
  top = parts[3]
  if (top ~ /^(default|sysconfig)$/) {
    if (path in named_by_unit) return 1
    top = parts[4]
    return index(running_text, "\n" tolower(top) ".") || index(running_text, "/etc/" parts[3] "/" parts[4]) > 0
  }
  if (top ~ /^php/) {
    if (path ~ /\/(mods-available|cgi|embed)\//) return 0
    if (path ~ /\/fpm\//) return runs("php[0-9.]*-fpm|php-fpm")
    if (path ~ /\/apache2\//) return runs("apache2|httpd")
  }
  if (!(top in used)) used[top] = index(running_text, "/etc/" tolower(top)) || runs(signs_of(top))
  return used[top]
}

# What shows that the applications of a folder or file of /etc run.
function signs_of(top,   stem) {
  if (top ~ /^(php|wordpress|drupal|mediawiki|nextcloud|owncloud)/) return "apache2|httpd|nginx|php[0-9.]*-fpm|caddy|lighttpd"
  if (top ~ /^(mysql|my\.cnf|mariadb)/) return "mysqld|mysqld_safe|mariadb"
  if (top ~ /^postgresql/) return "postgres"
  if (top ~ /^(bind|named)/) return "named"
  if (top ~ /^(ldap|openldap)/) return "slapd"
  if (top ~ /^samba/) return "smbd|nmbd|winbindd|samba"
  if (top == "aliases") return "postfix|exim|sendmail|smtpd"
  if (top ~ /^ora/) return "ora_|oracle|tnslsnr"
  if (top ~ /^container/) return "containerd|podman|conmon|crio|docker"
  if (top ~ /^(kubernetes|cni|rancher)/) return "kube|k3s|rke2|crio|containerd"
  if (top ~ /^(wildfly|jboss)/) return "wildfly|jboss"
  if (top == "liberty") return "liberty|wlp"
  if (top == "exports.d") return "nfs|mountd|ganesha"
  if (top ~ /^(conf\.d|apps?)$/) return ""
  if (top ~ /^elasticsearch|^opensearch|^kibana|^logstash/) return top
  if (top == "puppetlabs") return "puppet"
  stem = tolower(top)
  sub(/[0-9.-]*(\.conf|\.d|\.cnf)?$/, "", stem)
  gsub(/[^a-z0-9_]/, ".", stem)
  return stem
}

# What every installation has alike: lists of types, templates, examples, scripts of the package itself.
function alike(path) {
  return path ~ /\.(sample|proto|dist|example|template|fallback)$|\/(mime\.types|magic|koi-utf|koi-win|win-utf|makedefs\.out|post-install|postfix-files|postfix-script|bind\.keys|createcluster\.conf)$|\/tomcat[0-9]*\/(web\.xml|policy\.d\/.*)$/
}

function secret_file(path) {
  if (path !~ /shadow|id_|key|pvk|ppk|pem|p12|pfx|jks|bcfks|kdbx|cacerts|p8$|asc$|gpg$|pass|netrc|git-cred|vault|login\.cnf|sasl|-secrets|cred|cookie|secret|token|Password|digest|dovecot\/users/) return ""
  if (path ~ /(^|\/)(shadow|gshadow|shadow-|gshadow-)$/) return "password-hash"
  if (path ~ /(^|\/)(id_[a-z0-9]+|ssh_host_[a-z0-9_]+_key|[^\/]*\.(key|ppk|pvk)|[^\/]*[_-]key\.pem|privkey[0-9]*\.pem)$/) return "private-key"
  if (path ~ /\.(p12|pfx|jks|keystore|bcfks|kdbx|keytab|p8|asc|gpg)$|(^|\/)cacerts$/) return "key-store"
  if (path ~ /(^|\/)(\.pgpass|\.netrc|\.git-credentials|\.vault-token|\.?my\.login\.cnf|\.mylogin\.cnf|sasl_passwd|smbpasswd|chap-secrets|pap-secrets|\.?smbcredentials|\.?cifs-?credentials|\.erlang\.cookie|authkey|authkeys|passwd\.client|ldap\.secret|[^\/]*\.secret|master\.key|credentials\.yml\.enc|initialAdminPassword|\.credentials)$/) return "credentials"
  if (path ~ /[\/._-]([Pp]assw(or)?ds?|passphrase|secrets?|tokens?|credentials?|vault[_-]?pass)(\.txt)?$/ && path !~ /^\/etc\/(passwd|pam\.d\/.*|security\/.*|default\/.*)$/) return "credentials"
  if (path ~ /(^|\/)[^\/]*htpasswd[^\/]*$|(^|\/)(htdigest|\.htdigest|exim4?\/passwd[^\/]*|dovecot\/users|dovecot\/passwd)$/) return "password-hash"
  return ""
}

function base_name(path) { sub(/^.*\//, "", path); return path }

function carried_as(path) {
  if (path ~ /^\/(etc\/(cron|anacrontab)|var\/spool\/cron)|\.(service|timer|socket|path|mount)$|\.service\.d\/|(^|\/)(Procfile|Dockerfile[^\/]*|Containerfile)$|\.sh$/) return "command"
  return "config"
}

function octal_mode(s,   m, i) {
  m = 0
  for (i = 2; i <= 10; i++) m = m * 2 + (substr(s, i, 1) !~ /[-ST]/)
  return m + (substr(s, 4, 1) ~ /[sS]/ ? 2048 : 0) + (substr(s, 7, 1) ~ /[sS]/ ? 1024 : 0)
}

# From a line of ls -ln: sets l_mode, l_uid, l_gid, l_size, l_path. False for what is no such line.
function listed(s) {
  if (!match(s, /^[-a-z][^ ]+ +[0-9]+ +[0-9]+ +[0-9]+ +[0-9]+ +[A-Z][a-z][a-z] +[0-9]+ +[0-9:]+ \//)) return 0
  RLENGTH--
  l_path = substr(s, RLENGTH + 1)
  split(substr(s, 1, RLENGTH), l_field, " ")
  l_mode = l_field[1]; l_uid = l_field[3] + 0; l_gid = l_field[4] + 0; l_size = l_field[5] + 0
  if (root != "" && index(l_path, root "/") == 1) l_path = substr(l_path, length(root) + 1)
  return 1
}

# A line of passwd or group without the hash that very old systems keep in its second field.
function without_hash(line, l_at, l_rest) {
  l_at = index(line, ":")
  l_rest = substr(line, l_at + 1)
  if (l_rest !~ /^[^:][^:]+:/) return line
  return substr(line, 1, l_at) redacted substr(l_rest, index(l_rest, ":"))
}

function carry(s,   linked) {
  if (s == "odd") { odd_names++; return }
  if (!listed(s) || l_path in carried) return
  # Of sites-available and the like what is enabled, which find may show later.
  if (part == "configuration" && l_path ~ /-available\//) {
    linked = l_path
    sub(/-available\//, "-enabled/", linked)
    if (!(linked in carried)) { waiting[linked] = s; return }
  }
  carry_file()
  if (l_path in waiting) {
    s = waiting[l_path]
    delete waiting[l_path]
    if (listed(s)) carry_file()
  }
}

function carry_file(   file, text, result) {
  carried[l_path] = 1
  file = root l_path
  if (secret_file(l_path) != "") { fresh(l_path, "env"); note(secret_file(l_path), ""); return }
  # Of the packages own units only those that matter here, where the running system said which.
  if (part == "unit-fragments-of-packages" && units_seen && !(base_name(l_path) in wanted_name) && !(l_path in wanted_unit) && !(("/usr" l_path) in wanted_unit) && !(substr(l_path, 5) in wanted_unit)) return
  if (l_path ~ /[\200-\377]/) { record("skip\tfiles" l_path "\tits name holds other than ASCII"); return }
  if (l_path ~ /\.(dpkg-(dist|old|new)|rpmnew|rpmsave|bak|swp|gz|xz|zip|png|jpg|ico|db|so|crt|pub)$|~$|\/(node_modules|\.git)\//) return
  if (part == "configuration" && (alike(l_path) || !in_use(l_path))) { delete carried[l_path]; return }
  if (carried_bytes >= files_limit) { record("skip\tfiles" l_path "\tthe limit of all configuration files"); return }
  fresh(l_path, carried_as(l_path))
  truncated = 0
  markup = (l_path ~ /\.(xml|xhtml|html)$/); in_comment = 0
  while ((result = (getline text < file)) > 0) {
    number++
    text = sanitize(text)
    if (number < 50 && odd > 3) { result = -2; break }
    if (l_path ~ /^\/etc\/(passwd|group)-?$/) text = without_hash(text)
    else {
      text = uncommented(text)
      if (l_path ~ /^\/(etc\/(crontab$|cron\.d\/)|var\/spool\/cron)/ && text != "") running_text = running_text tolower(text) "\n"
      if (l_path != "/etc/nsswitch.conf" && text != "") text = redact(text)
    }
    if (size + length(text) > file_limit) { truncated = 1; break }
    add(text)
  }
  close(file)
  if (result == -2) { record("skip\tfiles" l_path "\tbinary"); drop(); return }
  if (result < 0) { record("skip\tfiles" l_path "\tnot readable"); drop(); return }
  if (truncated) record("truncated\tfiles" l_path "\t" l_size)
  carried_bytes += size
  entry("files" l_path, octal_mode(l_mode), l_uid, l_gid)
}

function copy(name, file,   text) {
  fresh(file, name ~ /cmdline$/ ? "command" : "config")
  while ((getline text < file) > 0) {
    number++
    if (name == "net/unix" && text !~ / \//) continue
    if (name == "proc/cpuinfo" && text !~ /^(processor|model name|physical id|siblings|cpu cores|Features|CPU part)/) continue
    if (size > part_limit) { record("truncated\t" name "\t"); break }
    add(redact(sanitize(text)))
  }
  close(file)
  if (lines) entry(name, 420, 0, 0)
}

# Paragraphs of Debian: name, version, architecture and state of each.
function paragraphs(name, file, what,   text, p, v, a, st, any) {
  while ((getline text < file) > 0) {
    if (text ~ /^Package: /) { p = substr(text, 10); any = 1 }
    else if (text ~ /^Version: /) v = substr(text, 10)
    else if (text ~ /^Architecture: /) a = substr(text, 15)
    else if (text ~ /^Status: /) st = substr(text, 9)
    else if (text ~ /^Auto-Installed: /) st = substr(text, 17)
    else if (text == "" && any) { paragraph(what, p, v, a, st); p = v = a = st = ""; any = 0 }
  }
  if (any) paragraph(what, p, v, a, st)
  close(file)
  entry(name, 420, 0, 0)
}
function paragraph(what, p, v, a, st) {
  if (what == "automatic") { if (st == 1) add(sanitize(p)) }
  else add(sanitize(p "\t" v "\t" a "\t" st))
}
function apk(name, file,   text, p, v) {
  while ((getline text < file) > 0) {
    if (text ~ /^P:/) p = substr(text, 3)
    else if (text ~ /^V:/) v = substr(text, 3)
    else if (text == "" && p != "") { add(sanitize(p "\t" v)); p = "" }
  }
  if (p != "") add(sanitize(p "\t" v))
  close(file)
  entry(name, 420, 0, 0)
}

# ---- processes

function parent_of(pid,   file, text, f) {
  if (pid in parent) return parent[pid]
  file = "/proc/" pid "/stat"
  text = ""
  getline text < file
  close(file)
  split(substr(text, match(text, /\)[^)]*$/) + 2), f, " ")
  return parent[pid] = f[2]
}
# Is it the collector, or a command of its?
function is_own(pid,   depth) {
  for (; pid > 1 && depth < 20; depth++) {
    if (pid == self) return 1
    pid = parent_of(pid)
  }
  return 0
}

function process_facts(   file, text, n, f) {
  add("process " process)
  file = "/proc/" process "/status"
  while ((getline text < file) > 0) {
    if (text ~ /^(Name|PPid|Uid|Gid|VmRSS):/) { sub(/:[ \t]+/, " ", text); add(sanitize(text)) }
    if (text ~ /^VmRSS/) break
  }
  close(file)
  file = "/proc/" process "/stat"
  if ((getline text < file) > 0) {
    # The name stands in brackets and may hold any character.
    n = split(substr(text, match(text, /\)[^)]*$/) + 2), f, " ")
    add("stat " f[12] " " f[13] " " f[20])
  }
  close(file)
  file = "/proc/" process "/limits"
  while ((getline text < file) > 0) if (text ~ /^Max open files/) { split(text, f, " "); add("openfiles " f[4]); break }
  close(file)
  file = "/proc/" process "/cgroup"
  while ((getline text < file) > 0) {
    if (text !~ /^(0:|[0-9]+:name=systemd:)/) continue
    add("cgroup " sanitize(text))
    if (text ~ /\/session-[^\/]*\.scope|\/user@/) session[process] = 1
  }
  close(file)
  file = "/proc/" process "/smaps_rollup"
  while ((getline text < file) > 0) if (text ~ /^Pss:/) { split(text, f, " "); add("pss " f[2]); break }
  close(file)
}

function process_line(s,   name, key, i, pid, kind) {
  if (!match(s, /^\/proc\/[0-9]+\/(cmdline|environ):/)) return
  pid = substr(s, 7, index(substr(s, 7), "/") - 1)
  kind = substr(s, 7 + length(pid) + 1, 7)
  s = substr(s, RLENGTH + 1)
  if (!(pid in own)) own[pid] = is_own(pid)
  if (own[pid]) return
  s = sanitize(s)
  if (kind == "cmdline") {
    if (pid != process) {
      if (process_count >= 3000) return
      if (++process_count == 3000) record("gap\tprocesses\tmore than 3,000 processes: the rest is left out")
      process = pid; argument = 0; program_name = ""; secret_next = ""
      process_facts()
    }
    argument++
    if (argument > 400) return
    fresh("process " process " argument", "arg"); number = argument
    if (argument == 1) { program_name = s; sub(/^.*\//, "", program_name); processes_seen = 1 }
    if (argument < 4 || index(s, "/etc/")) running_text = running_text tolower(substr(s, 1, 300)) "\n"
    if (secret_next != "" && s !~ /^-/) { note(secret_next, previous); s = redacted }
    else s = redact(s)
    secret_next = ""
    previous = s
    if (s ~ /^--?[A-Za-z0-9_.-]+$/ && credential(s) != "") secret_next = credential(s)
    if (argument > 1) s = short_option(s)
    add("arg " s)
  } else {
    if (pid in session) return
    if (pid != environment_of) { environment_of = pid; variables = 0; add("environment " pid) }
    i = index(s, "=")
    if (i < 2 || ++variables > 300) return
    name = substr(s, 1, i - 1)
    if (name == "LS_COLORS") return
    fresh("process " pid " environment " name, "env")
    key = credential(name)
    # The working directory, as a shell keeps it.
    if (name == "PWD" || name == "OLDPWD") key = ""
    if (key != "" && !harmless(substr(s, i + 1), name)) { note(key, name); s = name "=" redacted }
    else s = name "=" redact(substr(s, i + 1))
    add("env " s)
  }
}

# -pSECRET and -p SECRET of the clients that `commands` knows.
function short_option(s) {
  if (program_name ~ /^(mysql|mariadb|mongo|sshpass|mosquitto_|sqlcmd|bcp|ipmitool|7z|zip|unzip|smbclient)/ && s ~ /^-[pPU]/ ||
      program_name ~ /^(curl|wget|ftp|lftp|rpcclient)$/ && s ~ /^-[uU]/ ||
      program_name ~ /^(redis-cli|valkey-cli|snmp)/ && s ~ /^-[acAX]/ || program_name ~ /^ldap/ && s ~ /^-[wy]/) {
    if (length(s) == 2) { secret_next = "password"; return s }
    note("password", substr(s, 1, 2))
    return substr(s, 1, 2) redacted
  }
  return s
}

# ---- sizes of trees

function tree_line(s,   n, i, parts, folder) {
  if (s ~ /^owned /) { owned[substr(s, 7)] = 1; return }
  if (s == "odd") { odd_names++; return }
  if (!listed(s)) return
  if (l_mode ~ /^l/) sub(/ -> .*$/, "", l_path)
  if (l_path in owned) return
  if (secret_file(l_path) != "" && l_path !~ /^\/etc\/(g?shadow-?|ssl\/private\/ssl-cert-snakeoil\.key)$/) { fresh(l_path, "env"); note(secret_file(l_path), "") }
  n = split(l_path, parts, "/")
  if (parts[2] == "etc") {
    if (l_mode !~ /^-/ || l_path ~ /^\/etc\/\./) return
    if (etc_files++ < 500) add("file\t" l_path "\t1\t" l_size)
    return
  }
  folder = ""
  for (i = 2; i < n; i++) {
    folder = folder "/" parts[i]
    # "/opt" and "/var/lib" themselves tell nothing; what lies in them does.
    if (i < 3 || i == 3 && parts[2] ~ /^(var|usr)$/) continue
    if (i > 6) break
    if (!(folder in tree_files)) { if (trees >= 3000) break; tree[++trees] = folder }
    tree_files[folder]++
    tree_bytes[folder] += l_size
  }
  if ((n < 4 || n < 5 && parts[2] ~ /^(var|usr)$/ || l_path ~ /^\/usr\/local\/s?bin\//) && loose++ < 1000) add("file\t" l_path "\t1\t" l_size)
}
function tree_end(   i) {
  for (i = 1; i <= trees; i++) add("tree\t" tree[i] "\t" tree_files[tree[i]] "\t" sprintf("%.0f", tree_bytes[tree[i]]))
  for (i in owned) delete owned[i]
}

# ---- the stream

function body(s) {
  if (mode == "list") { carry(sanitize(s)); return }
  if (mode == "trees") { tree_line(s); return }
  if (mode == "process") { process_line(s); return }
  s = sanitize(s)
  if (size > part_limit) { if (!overflow) record("truncated\t" part "\t"); overflow = 1; return }
  number++
  if (part == "units") {
    units_seen = 1
    if (s ~ /^FragmentPath=/) fragment = substr(s, 14)
    else if (s ~ /^(ActiveState=active|UnitFileState=enabled|SubState=running)/) fragment_matters = 1
    else if (s ~ /^Triggers=/) { split(substr(s, 10), trigger_name, " "); for (i in trigger_name) wanted_name[trigger_name[i]] = 1 }
    else if (s ~ /^EnvironmentFiles=/) { match(s, /=[^ ]*/); named_by_unit[substr(s, RSTART + 1, RLENGTH - 1)] = 1 }
    else if (s == "") {
      if (fragment_matters) { wanted_unit[fragment] = 1; running_text = running_text tolower(unit_id) "\n" }
      fragment = unit_id = ""; fragment_matters = 0
    }
    if (s ~ /^Id=/) { unit_id = substr(s, 4); where = "unit " unit_id }
    add(s ~ /^(Exec|Environment)/ ? redact(s) : s)
  }
  else add(redact(s))
}

NR == 1 { mark = $0; next }
index($0, mark " ") == 1 {
  # One empty line belongs to the directive.
  for (; empty > 1; empty--) body("")
  empty = 0
  verb = $2
  rest = substr($0, length(mark) + length(verb) + 3)
  if (verb == "fact") { name = $3; value = sanitize(substr(rest, length(name) + 2)); if (value != "") facts[++fact_count] = name "\t" value }
  else if (verb == "begin") {
    if (!opened) open_bundle()
    part = $3; mode = $4; overflow = 0
    fresh(part, mode == "command" ? "command" : "config")
  }
  else if (verb == "end") {
    if (mode == "trees") tree_end()
    # The last unit has no empty line after it.
    if (part == "units") body("")
    record("command\t" part "\t" $3 "\t" sprintf("%.2f", $4 / 100))
    if (mode != "list") entry(part, 420, 0, 0)
    mode = ""
  }
  else if (verb == "skip") record("skip\t" $3 "\t" sanitize(substr(rest, length($3) + 2)))
  else if (verb == "gap") record("gap\t" $3 "\t" sanitize(substr(rest, length($3) + 2)))
  else if (verb == "copy") { if (!opened) open_bundle(); copy($3, substr(rest, length($3) + 2)) }
  else if (verb == "dpkg") paragraphs($3, substr(rest, length($3) + 2), "dpkg")
  else if (verb == "automatic") paragraphs($3, substr(rest, length($3) + 2), "automatic")
  else if (verb == "apk") apk($3, substr(rest, length($3) + 2))
  else if (verb == "finish") {
    if (!opened) open_bundle()
    for (i = 1; i <= secrets; i++) add(secret[i])
    entry("secrets", 384, 0, 0)
    for (i = 1; i <= logged; i++) add(log_line[i])
    if (odd_names) add("gap\tnames\t" odd_names " files whose names hold control characters were left out")
    if (cut_lines) add("gap\tlines\t" cut_lines " lines were longer than " line_limit " characters and cut")
    add("finished\t" $3)
    entry("manifest-end", 420, 0, 0)
    printf "%s%s", nul, nul
    exit
  }
  next
}
{
  for (; empty > 0 && $0 != ""; empty--) body("")
  if ($0 == "") empty++
  else body($0)
}

function open_bundle(   i) {
  opened = 1
  add("format\t" magic "\t" version)
  for (i = 1; i <= fact_count; i++) add(facts[i])
  entry("manifest", 420, 0, 0)
}
'

# On one line, so that a shell reads nothing of this file after it.
main "$@"; exit $?
