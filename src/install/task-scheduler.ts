import { win32 } from 'node:path'
import type { Keeper, Kept } from './kept.ts'
import { escaped } from './xml.ts'

const TASK = 'Holdfast gateway'

/** A task of Windows that begins with the login of this person, without rights beyond theirs. */
export function scheduledTask({ command, dataDir }: Kept): Keeper {
  const file = win32.join(dataDir, 'install', 'task.xml')
  return {
    // schtasks reads no other encoding reliably
    files: [{ path: file, bytes: Buffer.from(`\uFEFF${taskXml(command)}`, 'utf16le') }],
    start: [
      ['schtasks', '/Create', '/F', '/TN', TASK, '/XML', file],
      ['schtasks', '/Run', '/TN', TASK],
    ],
    stop: [
      ['schtasks', '/End', '/TN', TASK],
      ['schtasks', '/Delete', '/F', '/TN', TASK],
    ],
    restart: [
      ['schtasks', '/End', '/TN', TASK],
      ['schtasks', '/Run', '/TN', TASK],
    ],
  }
}

// Tasks are started again at the earliest after a minute. PT0S: no limit to how long it runs.
const taskXml = ([program, ...args]: Kept['command']): string => `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Holdfast gateway between coding agents and their API</Description></RegistrationInfo>
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Principals>
    <Principal id="Author"><LogonType>InteractiveToken</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Hidden>true</Hidden>
    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec><Command>${escaped(program)}</Command><Arguments>${escaped(args.map(quoted).join(' '))}</Arguments></Exec>
  </Actions>
</Task>
`

/** One word of a command line as Windows programs take it apart. */
function quoted(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word
  return `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replaceAll(/(\\+)$/g, '$1$1')}"`
}
