#!/bin/sh
# Puts Stoa into the desktop's menu from the folder this lies in; with --remove, out of it again.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
entry=$data/applications/stoa.desktop
icon=$data/icons/hicolor/scalable/apps/stoa.svg
case ${1-} in
--remove)
    rm -f -- "$entry" "$icon"
    echo "removed $entry"
    exit
    ;;
'') ;;
*)
    echo "usage: $0 [--remove]" >&2
    exit 2
    ;;
esac
# In a desktop entry a path with spaces is quoted, and \ " ` $ % are escaped: refuse what few folders have.
case $here in
*[\\\"\`\$%\&\|]*)
    echo "$0: the folder's name has one of \\ \" \` \$ % & |: move it to another" >&2
    exit 2
    ;;
esac
mkdir -p -- "${entry%/*}" "${icon%/*}"
cp -- "$here/stoa.svg" "$icon"
sed "s|^Exec=stoa |Exec=\"$here/stoa\" |" "$here/stoa.desktop" >"$entry"
echo "wrote $entry"
