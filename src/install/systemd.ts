import { isAbsolute, join } from 'node:path'
import type { Keeper, Kept } from './kept.ts'

const UNIT = 'holdfast.service'
const SOCKET = 'holdfast.socket'

/**
 * A unit of the user and its socket. systemd holds the port from the login on: a request that comes while the gateway is
 * down waits for it instead of being refused.
 */
export function systemdUnits({ command, host, port, home, env }: Kept): Keeper {
  const config = env['XDG_CONFIG_HOME'] ?? ''
  // a relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  const folder = join(isAbsolute(config) ? config : join(home, '.config'), 'systemd', 'user')
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  const systemctl = (...words: readonly string[]): readonly [string, ...string[]] => ['systemctl', '--user', ...words]
  return {
    files: [
      { path: join(folder, SOCKET), bytes: Buffer.from(socketUnit(address)) },
      { path: join(folder, UNIT), bytes: Buffer.from(gatewayUnit(command.map(quoted).join(' '))) },
    ],
    start: [
      systemctl('daemon-reload'),
      systemctl('enable', SOCKET, UNIT),
      // the port may be another one than before; one command, so that whoever is killed leaves no gap between two
      systemctl('restart', SOCKET, UNIT),
    ],
    stop: [systemctl('disable', '--now', UNIT, SOCKET), systemctl('daemon-reload')],
    restart: [systemctl('restart', UNIT)],
  }
}

const socketUnit = (address: string): string => `[Unit]
Description=Address of the Holdfast gateway

[Socket]
ListenStream=${address}

[Install]
WantedBy=sockets.target
`

// Without a limit of starts: one that was reached would close the socket, and the client would be refused.
const gatewayUnit = (command: string): string => `[Unit]
Description=Holdfast gateway between coding agents and their API
Requires=${SOCKET}
After=${SOCKET}
StartLimitIntervalSec=0

[Service]
ExecStart=${command}
Restart=on-failure
RestartSec=1
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
`

/** One word of ExecStart=: `%` and `$` mean something there, backslashes and quotes as in C. */
function quoted(word: string): string {
  const meant = word.replaceAll('%', '%%').replaceAll('$', '$$$$')
  if (/^[\w./:@=+,%$-]+$/.test(meant)) return meant
  return `"${meant.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}
