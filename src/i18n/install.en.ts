import { en } from './en.ts'
import type { InstallText } from './install-text.ts'

export const installEn: InstallText = {
  help: {
    install: 'set Claude Code and this computer up once, so that `run` is not needed any more',
    uninstall: 'take all of it back, byte for byte',
    bypass: 'let clients go past the gateway for a while',
    start: 'start the gateway that was installed',
    completion: 'print what makes the Tab key complete commands in a shell',
    yes: 'do it without asking',
    dryRun: 'only show what would be done',
    keepChanges: 'where somebody has changed a file since: take out what install put in, keep the rest',
    discardChanges: 'where somebody has changed a file since: bring back the old file as it was',
    for: 'come back by itself after this time, such as 30m or 1h',
    end: 'come back now',
    shell: 'bash, zsh, fish or powershell',
    installs: 'shows what will change, and asks first',
    installsDry: 'only shows it',
    installsOther: 'the gateway listens on another port',
    uninstalls: 'shows what will change, and asks first',
    uninstallsKeeping: 'with settings that you have edited since',
    bypasses: 'until you end it',
    bypassesFor: 'and back after an hour',
    bypassEnds: 'back through the gateway',
    starts: 'for instance after a restart of the computer',
    completes: {
      bash: 'add this line to ~/.bashrc',
      zsh: 'add this line to ~/.zshrc',
      fish: 'fish loads it by itself',
      powershell: 'add this line to $PROFILE',
    },
  },
  plan: {
    title: 'Holdfast will change this:',
    undoTitle: 'Holdfast will take this back:',
    file: { new: '(new)', changed: '(changed)', removed: '(removed)' },
    commands: 'and run this:',
    starts: 'and start the gateway in the background.',
    stops: 'and stop the gateway.',
    way: ({ url, upstream }) => `Requests then go from Claude Code to ${url}, and from there to ${upstream}.`,
    nothingDone: 'Nothing has been changed.',
    ask: 'Do this? [y/N] ',
    agrees: /^y(?:es)?$/i,
    noTerminal: (command) =>
      `\`holdfast ${command}\` asks before it changes anything, and there is no terminal to ask in: add \`--yes\`, or \`--dry-run\` to see what it would do.`,
  },
  done: {
    installed: ({ url }) => `Installed. The gateway runs on ${url}.`,
    already: ({ url }) => `All is as it should be: the gateway runs on ${url}, and Claude Code goes through it.`,
    kept: {
      systemd: 'systemd starts it when you log in, and again when it fails (holdfast.service, holdfast.socket).',
      launchd: 'launchd starts it when you log in, and again when it fails.',
      'task-scheduler': 'Windows starts it when you log in, and again when it fails.',
      nobody:
        'Nothing on this computer can start it for you: there is no systemd session of your user (as in containers and in WSL).',
    },
    untested: 'This has not been tested on a computer of this kind yet.',
    nobodySteps: (startLine) => [
      'The gateway was started in the background and stays until the computer is shut down. Claude Code starts it again at the beginning of each session.',
      'To have it from the login on, add this line to ~/.profile:',
      `    ${startLine}`,
    ],
    wayBack: 'Back: `holdfast uninstall`. Past the gateway for a while: `holdfast bypass --for 1h`.',
    uninstalled: 'Uninstalled. Everything that install had changed is as it was before.',
    journalStays: (dir) => `The journal stays in ${dir}; delete the folder if you do not need it.`,
    restartSessions:
      'Sessions of Claude Code that are open now keep the way they have: end them and go on with `claude --continue`.',
    left: (names, file) => `Somebody has changed ${names} in ${file} since; that was left as it is.`,
  },
  clients: {
    title: 'Clients on this computer:',
    none: 'No client was found. As soon as Claude Code is installed, it goes through the gateway.',
    cli: (version, program) => `Claude Code${version === '' ? '' : ` ${version}`} (${program})`,
    setUp: 'set up.',
    vscode: (editor) => `Claude Code in ${editor}`,
    vscodeSteps: (file) => `not set up. Add this to ${file}:`,
    jetbrains: (editor) => `Claude Code in ${editor}`,
    jetbrainsSteps: 'set up: it runs `claude` in the terminal of the IDE. Open that terminal again.',
    desktop: 'Claude Desktop',
    desktopSteps: ({ url }) =>
      `not set up: it does not read these settings. If your plan shows "Gateway" in its settings, enter ${url} there.`,
    actions: (files) => `GitHub Actions (${files})`,
    actionsSteps: 'not set up: a runner is another computer. There, start the client with `npx holdfast run claude -p "…"`.',
  },
  notes: {
    projectWins: (file, value) =>
      `In this folder, ${file} sets \`ANTHROPIC_BASE_URL\` to ${value}: here Claude Code goes there, and not through Holdfast.`,
    headersInShell:
      '`ANTHROPIC_CUSTOM_HEADERS` stands in your shell, so its headers stay there: Holdfast writes no header into the settings, and leaves `CLAUDE_CODE_RETRY_WATCHDOG` out.',
    commented: (place) =>
      `Claude Code ignores a settings file with comments or a comma behind the last entry (seen with version 2.1.330), and there is one at ${place}. Until it is gone, nothing in this file counts, and requests do not come through Holdfast.`,
    cutShort: 'An earlier install or uninstall was cut short; it is completed now.',
  },
  refuse: {
    place: (file, line, column) => `${file}:${line}:${column}`,
    notObject: (place) => `${place}: expected an object in braces.`,
    notList: (place) => `${place}: expected a list in brackets.`,
    notJson: (place, wanted) => `${place}: this is not JSON; expected ${wanted}.`,
    wanted: en.config.wanted,
    obstacle: {
      'read-only': (file) => `${file} is read-only. Make it writable, or set the client up where that file is made.`,
      'no-file': (file) => `${file} is not a file.`,
      'folder-read-only': (file) => `${file} cannot be written: its folder is read-only.`,
    },
    managed: (place) =>
      `${place}: managed settings decide \`ANTHROPIC_BASE_URL\`, and Holdfast cannot change them. Ask whoever manages this computer.`,
    fromCache: (path) =>
      `This Holdfast runs from a cache (${path}) that is cleared now and then. Install it first: \`npm install -g holdfast\`.`,
    noFreePort: (first, last) => `No port from ${first} to ${last} is free. Choose another one with \`--port\`.`,
    portTaken: (port) => `Port ${port} is taken. Choose another one with \`--port\`.`,
    didNotStart: (why) => `The gateway did not start: ${why}`,
    changed: (file) => `Somebody has changed ${file} since install:`,
    changedHow: [
      '`holdfast uninstall --keep-changes` takes out what install had put in, and keeps everything else.',
      '`holdfast uninstall --discard-changes` brings back the file as it was before install.',
    ],
    bothFlags: 'Changes can be kept or discarded, not both: choose `--keep-changes` or `--discard-changes`.',
    badRecord: (path) => `${path} cannot be understood: expected the record that this version of install writes.`,
    notInstalled: 'Nothing is installed. `holdfast install` sets it up; `holdfast run claude` works without.',
    notFinished:
      'The last install or uninstall was cut short. `holdfast install` completes it, `holdfast uninstall` takes it back.',
    busy: 'Another install or uninstall is going on. Wait until it has ended.',
    cannotWrite: (path, why) => `${path} cannot be written: ${why}.`,
  },
  bypass: {
    begun: (upstream) => `Claude Code now goes straight to ${upstream}.`,
    untilThen: (time) => `It comes back through the gateway by itself at ${time}.`,
    untilEnded: 'It stays so until `holdfast bypass --end`.',
    ended: ({ url }) => `Claude Code goes through the gateway on ${url} again.`,
    none: 'There is no bypass: Claude Code goes through the gateway.',
    over: ({ url }) => `The time of the bypass was over: Claude Code goes through the gateway on ${url} again.`,
    overStill: {
      settings: 'The time of the bypass is over, but Claude Code still goes past the gateway.',
      gateway: 'The time of the bypass is over, but Claude Code still goes past the gateway. Try again with `holdfast start`.',
    },
    changed: (file) => `During the bypass, somebody has changed a value in ${file} that Holdfast uses:`,
    changedHow: [
      'To come back as before, take that value out of the file, then run `holdfast bypass --end`.',
      'To go on from the file as it is, run `holdfast install`: it shows first what it will change.',
    ],
    lasts: (time) =>
      `Claude Code goes past the gateway${time === '' ? '' : ` until ${time}`}. To bring it back now: \`holdfast bypass --end\`.`,
    due: (time) =>
      `The bypass was to end at ${time}, but Claude Code still goes past the gateway. To bring it back: \`holdfast bypass --end\`.`,
    badLength: (got) => `\`--for\`: expected a length of time above zero, such as 30m or 1h, but got ${got}.`,
    endsAlone: '`--end` and `--for` do not go together.',
  },
  started: ({ url }) => `The gateway runs on ${url}.`,
  startsAgain:
    'It was installed, and clients are still sent to it: `holdfast start` starts it again. To do without it: `holdfast bypass`, or `holdfast uninstall`.',
  unknownShell: (got) => `There is no completion for "${got}": expected bash, zsh, fish or powershell.`,
}
