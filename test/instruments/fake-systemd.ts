import type { Desk } from './command.ts'

/**
 * A `systemctl --user` that passes the socket on as systemd does, with systemd's own systemd-socket-activate. What it was
 * asked stands in `asked`, in the desk's folder. While `kill-who-starts` is there, whoever asks for
 * a start dies of it: before the gateway is started, or after it, as the file says.
 */
export const installSystemd = (desk: Desk): void => desk.install('systemctl', SYSTEMCTL.replaceAll('DESK', desk.dir))

const SYSTEMCTL = `#!/bin/bash
echo "$*" >> DESK/asked
units="\${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"
end() {
  test -f DESK/activator || return
  pid=$(cat DESK/activator)
  rm DESK/activator
  kill "$pid" 2>/dev/null || return
  while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}
begin() {
  address=$(sed -n 's/^ListenStream=//p' "$units/holdfast.socket")
  command=$(sed -n 's/^ExecStart=//p' "$units/holdfast.service")
  # it gives way to the gateway with the first connection, and so their numbers are one
  eval "exec setsid systemd-socket-activate -l $address $command" </dev/null >DESK/activator.log 2>&1 &
  echo $! > DESK/activator
  # the socket alone waits for somebody to connect
  [[ "$*" == *holdfast.service* ]] || return
  until (exec 3<>"/dev/tcp/\${address%:*}/\${address##*:}") 2>/dev/null; do sleep 0.05; done
}
deadly() { [[ "$(cat DESK/kill-who-starts 2>/dev/null)" == "$1" ]] && kill -9 "$PPID"; }
case "$2" in
  stop | disable) end ;;
  start) begin "$@" ;;
  restart)
    end
    deadly before && exit 0
    begin "$@"
    deadly after
    ;;
esac
exit 0
`
