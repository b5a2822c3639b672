#!/bin/sh
# Runs a command in a root file system of its own, with what any Linux machine has where there is no container engine:
# `unshare --mount sh enter-root.sh COMMAND…`, as root. The machine lends /usr, /etc, /dev, /proc and /run; the rest is $ROOT.
#   ROOT      folder that becomes /             WORKDIR   where the command starts
#   NODE      file of the node to run           NPM       folder of the npm package
#   MOUNTS    lines "folder of the machine:folder in the root", writable
#   RUN_AS    "uid:gid", without any capability; left out: root
#   READ_ONLY anything: nothing but the mounts and /tmp can be written to
#   ENV       lines NAME=value, the command's whole environment besides PATH and HOME
set -eu

mount --make-rprivate /
mount --bind "$ROOT" "$ROOT"
cd "$ROOT"
mkdir -p usr etc dev proc run tmp opt root
for folder in bin sbin lib lib64; do
  if [ -L "/$folder" ]; then ln -sfn "usr/$folder" "$folder"; fi
done
for folder in usr etc dev proc run; do mount --rbind "/$folder" "$folder"; done
for folder in usr etc; do mount -o remount,bind,ro "$folder"; done

mount -t tmpfs -o mode=755 tmpfs opt
mkdir -p opt/bin opt/npm
touch opt/bin/node
mount --bind "$NODE" opt/bin/node
mount --bind "$NPM" opt/npm
ln -s ../npm/bin/npm-cli.js opt/bin/npm
ln -s ../npm/bin/npx-cli.js opt/bin/npx

printf '%s\n' "$MOUNTS" | while IFS=: read -r from to; do
  if [ -n "$from" ]; then mkdir -p ".$to" && mount --bind "$from" ".$to"; fi
done
mount -t tmpfs -o mode=1777 tmpfs tmp
if [ -n "${READ_ONLY:-}" ]; then mount -o remount,bind,ro "$ROOT"; fi

drop=''
if [ -n "${RUN_AS:-}" ]; then
  drop="setpriv --reuid ${RUN_AS%:*} --regid ${RUN_AS#*:} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all"
fi
# One process from here on: a signal to it reaches the command.
# shellcheck disable=SC2086
exec chroot . $drop env -i PATH=/opt/bin:/usr/local/bin:/usr/bin:/bin HOME=/root WORKDIR="$WORKDIR" ENV="$ENV" sh -euc '
  while IFS= read -r line; do if [ -n "$line" ]; then export "$line"; fi; done <<LINES
$ENV
LINES
  cd "$WORKDIR"
  unset ENV WORKDIR line
  exec "$@"' sh "$@"
