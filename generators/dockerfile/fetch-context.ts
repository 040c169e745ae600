import { shellWord, shellWords } from '../../src/lib/shell-quoting.ts';
import type { ContextItems } from './context-items.ts';

/** A pattern of rsync that matches this path alone, from the root of the transfer. */
function excludePattern(path: string): string {
  // rsync(1), "PATTERN MATCHING RULES": a backslash escapes only where the pattern has a wildcard.
  const literal = /[*?[]/.test(path) ? path.replace(/[\\*?[\]]/g, String.raw`\$&`) : path;
  return `/${literal}`;
}

/**
 * A POSIX shell script that brings the build context from the guest, over ssh or from its root filesystem, and refuses
 * secrets. It holds paths, each as one quoted word.
 */
export function fetchContextScript(workload: string, { items, secrets }: ContextItems): string {
  const calls = items.map(({ path, source, excluded }) =>
    shellWords(['item', source, path, ...excluded.map((each) => `--exclude=${excludePattern(each)}`)]),
  );
  const questions = items.map(({ path }) => shellWords(['kind', path])).join('\n');
  return `#!/bin/sh
# Brings the build context of ${workload} from its guest: exactly the paths below, and no secrets. README.md says why.
${body[0]}
# Context, then guest; then what stays out.
items() {
  :
${calls.map((call) => `  ${call}\n`).join('')}}
questions=${shellWord(questions)}
# Files with secrets, for you to put into the Secret: never fetched.
secrets() {
  :
${secrets.map(({ path }) => `  printf '%s\\n' ${shellWord(path)}\n`).join('')}}
${body[1]}`;
}

const body = [
  String.raw`#
#   fetch-context.sh [--sudo] [--allow FILE:LINE]... HOST          over ssh; DEVIRT_SSH holds ssh with its options
#   fetch-context.sh [--allow FILE:LINE]... --root FOLDER          from a mounted root filesystem or a backup
#
# Needs rsync here, and over ssh on the guest too. May be run again: it goes on where it ended, and fetches what changed.
# Exit codes: 0 done; 1 something is missing on the guest or failed; 2 wrong usage; 3 a secret was found and refused.
# shellcheck disable=SC2317,SC2089,SC2090 # what eval calls looks unreachable; quotes in a pattern are meant
set -u
umask 077
LC_ALL=C
export LC_ALL
`,
  String.raw`
usage() { echo "usage: $0 [--sudo] [--allow FILE:LINE]... HOST | --root FOLDER" >&2; exit 2; }

here=$(dirname -- "$0") && cd -- "$here" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT TERM

host='' root='' sudo=''
: >"$work/allowed"
while [ $# -gt 0 ]; do
  case $1 in
    --root) [ $# -gt 1 ] || usage; root=$2; shift ;;
    --allow) [ $# -gt 1 ] || usage; printf '%s\n' "$2" >>"$work/allowed"; shift ;;
    --sudo) sudo=sudo ;;
    -*) usage ;;
    *) [ -z "$host" ] || usage; host=$1 ;;
  esac
  shift
done
if [ -n "$root" ]; then
  [ -z "$host" ] || usage
  root=$(cd -- "$root" && pwd -P) || usage
  [ "$root" != / ] || { echo "$0: --root / is this machine's own root" >&2; exit 2; }
else
  [ -n "$host" ] || usage
fi
ssh="\${DEVIRT_SSH:-ssh} -o ControlMaster=auto -o ControlPath=$work/%C -o ControlPersist=60"

# Path of a file below $root, with its links followed inside of it, into $resolved; 1 where it leads nowhere.
resolve() {
  rest=$1 resolved='' hops=0
  while [ -n "$rest" ]; do
    part=\${rest%%/*}
    case $rest in */*) rest=\${rest#*/} ;; *) rest= ;; esac
    case $part in
      '' | .) continue ;;
      ..) resolved=\${resolved%/*}; continue ;;
    esac
    if [ -h "$root$resolved/$part" ]; then
      hops=$((hops + 1))
      [ "$hops" -lt 40 ] || return 1
      target=$(readlink -- "$root$resolved/$part"; echo x)
      target=\${target%?x}
      case $target in /*) resolved= ;; esac
      rest=$target\${rest:+/$rest}
    else
      resolved=$resolved/$part
    fi
  done
  [ -e "$root$resolved" ]
}

# A letter a path: d(irectory), f(ile), - for neither.
if [ -n "$root" ]; then
  kind() {
    if ! resolve "$1"; then echo -
    elif [ -d "$root$resolved" ]; then echo d
    elif [ -f "$root$resolved" ]; then echo f
    else echo -; fi
  }
  eval "$questions" >"$work/kinds"
else
  # shellcheck disable=SC2016,SC2086 # for the guest's shell; ssh and its options are several words
  printf '%s\n%s\n' 'kind() { if [ -d "$1" ]; then echo d; elif [ -f "$1" ]; then echo f; else echo -; fi; }' "$questions" |
    $ssh -- "$host" $sudo sh -s >"$work/kinds" || { echo "$0: $host does not answer" >&2; exit 1; }
fi

count=0 failed=0
item() {
  to=$1 from=$2
  shift 2
  count=$((count + 1))
  case $(sed -n "$count"p "$work/kinds") in
    d) slash=/ options='-rlpt --delete --delete-excluded --exclude=.git --exclude=.svn --exclude=.hg' ;;
    f) slash='' options=-Lpt ;;
    *) printf 'not on the guest: %s\n' "$from" >&2; failed=1; return ;;
  esac
  mkdir -p -- "$(dirname -- "$to")" || exit 1
  # shellcheck disable=SC2086 # options are several words
  if [ -n "$root" ]; then
    resolve "$from" || return
    rsync $options --partial "$@" -- "$root$resolved$slash" "$to$slash"
  else
    rsync $options --partial -s -e "$ssh" --rsync-path="\${sudo:+$sudo }rsync" "$@" -- "$host:$from$slash" "$to$slash"
  fi || { printf 'could not be fetched: %s\n' "$from" >&2; failed=1; }
}
items
mkdir -p files

# What looks like a credential: private keys, keys and tokens by their issuers' forms, passwords in URLs, assignments.
word='(pass(word|wd|phrase)|pwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)[A-Za-z0-9_.-]*'
found='-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY|(AKIA|ASIA)[A-Z0-9]{16}|gh[oprsu]_[A-Za-z0-9_]{30}|glpat-[A-Za-z0-9_-]{20}'
found=$found'|xox[a-z]-[A-Za-z0-9-]{10}|[rs]k_live_[A-Za-z0-9]{16}|eyJ[A-Za-z0-9_-]{10,}[.]eyJ[A-Za-z0-9_-]{10}'
found=$found'|[a-z][a-z0-9+.-]{1,20}://[^/:@[:space:]"$]*:[^/@[:space:]"$<{%]+@[A-Za-z0-9[]'
found=$found'|'$word'["'\'']?[[:space:]]*[:=][[:space:]]*["'\''][^"'\''$<{[:space:]]{6,}["'\'']'
found=$found'|^[[:space:]]*[A-Za-z0-9_.-]*'$word'[[:space:]]*[:=][[:space:]]*[^[:space:]"'\''$<{(#;][^[:space:]"'\''(]{5,}[[:space:]]*$'
export found
# shellcheck disable=SC2016 # for the inner shell
find files -type f -exec sh -c '
  grep -qiE -e "$found" -- "$@" || exit 0
  for file; do
    grep -niE -e "$found" -- "$file" | cut -d: -f1 | grep "^[0-9][0-9]*$" | while read -r line; do
      place=$file:$line
      grep -qxF -e "$place" -- "$0/allowed" && continue
      printf "refused, because it looks like a secret (--allow says that it is none): %s\n" "$place" >&2
      echo >>"$0/refused"
      rm -f -- "$file"
    done
  done' "$work" {} +

# For the group of the image's user to read and for nobody to change; no setuid.
chmod -R u+rwX,g=u,g-w,o-rwx,ug-s files
find files -type f -exec sha256sum -- {} + | sort -k 2 >sha256sums
secrets >secret-files
if [ -s secret-files ]; then
  echo "not fetched, because secrets stand in them; the Secret brings them (README.md):" >&2
  sed 's/^/  /' secret-files >&2
fi
[ ! -s "$work/refused" ] || exit 3
exit "$failed"
`.replaceAll('\\${', '${'),
] as const;
