import { join } from 'node:path'
import { logPath, type Keeper, type Kept } from './kept.ts'
import { escaped } from './xml.ts'

const LABEL = 'holdfast.gateway'

/** An agent of macOS. It has sockets to pass on as well, but only for programs that ask for them in C. */
export function launchAgent(kept: Kept): Keeper {
  const file = join(kept.home, 'Library', 'LaunchAgents', `${LABEL}.plist`)
  const domain = `gui/${kept.uid}`
  return {
    files: [{ path: file, bytes: Buffer.from(plist(kept)) }],
    start: [
      // answers with an error when there is none; what counts is whether the gateway runs in the end
      ['launchctl', 'bootout', `${domain}/${LABEL}`],
      ['launchctl', 'bootstrap', domain, file],
    ],
    stop: [['launchctl', 'bootout', `${domain}/${LABEL}`]],
    restart: [['launchctl', 'kickstart', '-k', `${domain}/${LABEL}`]],
  }
}

const plist = (kept: Kept): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${kept.command.map((word) => `    <string>${escaped(word)}</string>`).join('\n')}
  </array>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>ThrottleInterval</key><integer>1</integer>
  <key>ProcessType</key><string>Interactive</string>
  <key>StandardOutPath</key><string>${escaped(logPath(kept.dataDir))}</string>
  <key>StandardErrorPath</key><string>${escaped(logPath(kept.dataDir))}</string>
</dict>
</plist>
`
