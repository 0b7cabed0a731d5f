import type { Command, RunCommand } from './run-command.ts'

/** A message on the desktop. Plain text of our own. */
export type Notice = { readonly title: string; readonly body: string }

type Machine = { readonly platform: NodeJS.Platform; readonly env: Readonly<Record<string, string | undefined>> }

/** PowerShell takes seconds to start. */
const SHOWN_WITHIN = 15_000

/** @returns `not-shown` where there is no desktop, or nothing on it that shows messages: then a terminal may ring */
export async function showNotice(notice: Notice, machine: Machine, run: RunCommand): Promise<'shown' | 'not-shown'> {
  const command = noticeCommand(notice, machine)
  if (command === undefined) return 'not-shown'
  try {
    const { status } = await run(command, AbortSignal.timeout(SHOWN_WITHIN))
    return status === 0 ? 'shown' : 'not-shown'
  } catch {
    return 'not-shown'
  }
}

/** The program that shows it. No shell is in the way, and the text is never part of a script: it goes as an argument or a variable. */
export function noticeCommand(notice: Notice, { platform, env }: Machine): Command | undefined {
  if (platform === 'darwin')
    return { program: 'osascript', args: [...MACOS.flatMap((line) => ['-e', line]), notice.title, notice.body], env }
  if (platform === 'win32') return toast(notice, env)
  if (platform !== 'linux') return undefined
  if (isSet(env['WSL_DISTRO_NAME']))
    return toast(notice, { ...env, WSLENV: [env['WSLENV'], ...VARIABLES].filter(isSet).join(':') })
  if (![env['DISPLAY'], env['WAYLAND_DISPLAY'], env['DBUS_SESSION_BUS_ADDRESS']].some(isSet)) return undefined
  return { program: 'notify-send', args: ['--app-name=Holdfast', '--', notice.title, withoutMarkup(notice.body)], env }
}

const isSet = (value: string | undefined): boolean => (value ?? '') !== ''

const MACOS = ['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run'] as const

/** The body may hold markup: https://specifications.freedesktop.org/notification-spec/latest/markup.html */
const withoutMarkup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const VARIABLES = ['HOLDFAST_NOTICE_TITLE', 'HOLDFAST_NOTICE_BODY'] as const

// As the application stands PowerShell itself: an own one would have to be registered in the start menu.
const TOAST = `$ErrorActionPreference = 'Stop'
$manager = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$xml = $manager::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$texts = $xml.GetElementsByTagName('text')
[void]$texts.Item(0).AppendChild($xml.CreateTextNode($env:HOLDFAST_NOTICE_TITLE))
[void]$texts.Item(1).AppendChild($xml.CreateTextNode($env:HOLDFAST_NOTICE_BODY))
$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$manager::CreateToastNotifier($app).Show([Windows.UI.Notifications.ToastNotification]::new($xml))`

function toast({ title, body }: Notice, env: Machine['env']): Command {
  // the same script each time: nothing of the text is in it
  const script = Buffer.from(TOAST, 'utf16le').toString('base64')
  return {
    program: 'powershell.exe',
    args: ['-NoProfile', '-NonInteractive', '-EncodedCommand', script],
    env: { ...env, HOLDFAST_NOTICE_TITLE: title, HOLDFAST_NOTICE_BODY: body },
  }
}
